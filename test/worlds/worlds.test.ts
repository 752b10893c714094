// Proves the sending core in thousands of random worlds; `WORLDS` and `SEED` in the environment choose others.
import { campaign, explain } from './campaign';
import { Reading } from './reading';
import { runPlan } from './runWorld';
import { tell } from './tell';
import { planOfSeed } from './plan';

const WORLDS = Number(process.env.WORLDS ?? 200);
const SEED = Number(process.env.SEED ?? 1);

test(`${WORLDS} random worlds hold`, async () => {
	const { tally, failures } = await campaign(WORLDS, SEED, 3);
	const explained: string[] = [];
	for (const failure of failures) explained.push(await explain(failure));
	expect(explained.join('\n\n')).toBe('');
	// Worlds that are all alike would hold as well.
	expect(tally.share('a lost answer')).toBeGreaterThanOrEqual(0.2);
	expect(tally.share('a lost answer to a batch of 50 and more')).toBeGreaterThanOrEqual(0.01);
	expect(tally.share('known leads, and all could be asked')).toBeGreaterThanOrEqual(0.1);
	expect(tally.share('the next morning')).toBeGreaterThanOrEqual(0.1);
	expect(tally.share('nothing going wrong')).toBeGreaterThanOrEqual(0.15);
});

test('a seed replays the same story', async () => {
	for (const seed of [1, 22, 187, 433]) {
		const told = [];
		for (let time = 0; time < 2; time += 1) told.push(tell(new Reading(await runPlan(planOfSeed(seed)))));
		expect(told[0]).toBe(told[1]);
	}
});
