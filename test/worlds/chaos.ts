// Command line of the random worlds: `npm run chaos -- --worlds 10000 --seed 1`, `npm run chaos -- --replay 4711`.
import { parseArgs } from 'node:util';

import { campaign, explain } from './campaign';
import { Reading } from './reading';
import { runPlan } from './runWorld';
import { tell } from './tell';
import { planOfSeed } from './plan';

const USAGE = `npm run chaos -- [options]
  --worlds N     how many worlds (2000)
  --seed S       seed of the first one; the next has S + 1 (1)
  --replay SEED  tell the story of one world: its requests and how its leads ended
  --lead INDEX   with --replay: only the requests that hold this lead
  --failures N   stop after so many failing worlds (5)
  --brief        one line: after how many worlds which invariant broke
  --help
Exit code: 0 when all invariants held, 1 when one broke, 2 when the worlds could not be run.`;

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			worlds: { type: 'string', default: '2000' },
			seed: { type: 'string', default: '1' },
			replay: { type: 'string' },
			lead: { type: 'string' },
			failures: { type: 'string', default: '5' },
			brief: { type: 'boolean' },
			help: { type: 'boolean' },
		},
	});
	if (values.help) return console.log(USAGE);
	if (values.replay !== undefined) {
		const reading = new Reading(await runPlan(planOfSeed(Number(values.replay))));
		return console.log(tell(reading, values.lead === undefined ? undefined : Number(values.lead)));
	}
	const begun = Date.now();
	const { tally, failures } = await campaign(Number(values.worlds), Number(values.seed), Number(values.failures));
	if (failures.length > 0) process.exitCode = 1;
	if (values.brief) {
		const names = failures.flatMap(({ broken }) => broken.map(({ name }) => name));
		return console.log(
			names.length === 0 ? `all held in ${tally.worlds} worlds` : `${tally.worlds} | ${names.join('; ')}`,
		);
	}
	console.log(tally.distribution());
	console.log(`What held (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
	console.log(tally.held());
	for (const failure of failures) console.log(`\n${await explain(failure)}`);
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 2;
});
