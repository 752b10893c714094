// Runs a command again and again while other processes burn the CPU: what passes here passes on any machine (CONTRIBUTING, "Tests on a busy machine").
import { spawn, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

const USAGE = `node scripts/loaded.mjs [options] -- command …
  --times N     runs, one after the other (10)
  --burners N   processes that burn the CPU meanwhile (4)
  --share S     leaves the command this share of all cores instead, e.g. 0.25, on one core that burners share with it (Linux)`;

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		times: { type: 'string', default: '10' },
		burners: { type: 'string', default: '4' },
		share: { type: 'string' },
	},
});
const [program, ...parameters] = positionals;
if (program === undefined) throw new Error(USAGE);
const share = values.share === undefined ? undefined : Number(values.share);
/** One core is the whole of what the command and its burners have; they get equal parts of it. */
const onOneCore = share === undefined ? [] : ['taskset', '--cpu-list', '0'];
const burners = share === undefined ? Number(values.burners) : Math.round(1 / (share * availableParallelism())) - 1;

/** Burns until this process ends, however it ends. */
const BURN = 'const parent = process.ppid; while (process.ppid === parent) for (let i = 0; i < 1e7; i += 1);';

function begin(command) {
	const [name, ...rest] = [...onOneCore, ...command];
	return spawn(name, rest, { stdio: 'ignore' });
}

const burning = Array.from({ length: burners }, () => begin([process.execPath, '-e', BURN]));
let passed = 0;
const times = Number(values.times);
try {
	for (let run = 1; run <= times; run += 1) {
		const begun = performance.now();
		const [name, ...rest] = [...onOneCore, program, ...parameters];
		const { status } = spawnSync(name, rest, { stdio: 'inherit' });
		if (status === 0) passed += 1;
		const seconds = Math.round((performance.now() - begun) / 1000);
		console.log(
			`loaded: run ${run} of ${times}, ${burners} burners: ${status === 0 ? 'passed' : 'FAILED'} in ${seconds} s`,
		);
	}
} finally {
	for (const burner of burning) burner.kill();
}
console.log(`loaded: ${passed} of ${times} passed`);
process.exitCode = passed === times ? 0 : 1;
