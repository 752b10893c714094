// `npm run test:e2e [suite …]`: the suites in a full n8n, from a bare machine.
import { execFileSync } from 'node:child_process';
import { ROOT, setUpN8n } from '../n8n/setup';
import { afterwards } from './afterwards';
import { agent } from './agent';
import { browser } from './browser';
import { delivery } from './delivery';
import { examples } from './examples';
import { expressions } from './expressions';
import { install } from './install';
import { known } from './known';
import { loop } from './loop';
import { operations } from './operations';
import { panel } from './panel';
import { people } from './people';
import { queue } from './queue';
import { installMissingPrograms } from './requirements';
import { runSuites } from './suite';
import { trigger, triggerInQueue } from './trigger';
import { walk } from './walk';

const SUITES = [
	delivery,
	known,
	people,
	operations,
	trigger,
	triggerInQueue,
	loop,
	examples,
	afterwards,
	expressions,
	agent,
	queue,
	browser,
	panel,
	walk,
	install,
];

async function main(): Promise<void> {
	const wanted = process.argv.slice(2);
	const unknown = wanted.filter((name) => !SUITES.some((suite) => suite.name === name));
	if (unknown.length > 0)
		throw new Error(`No such suite: ${unknown.join(', ')}. There are ${SUITES.map(({ name }) => name).join(', ')}`);
	// Signals end us through `exit`, which takes along what was started.
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

	installMissingPrograms();
	execFileSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
	setUpN8n();
	const { passed, failed } = await runSuites(SUITES.filter(({ name }) => wanted.length === 0 || wanted.includes(name)));
	console.log(`${passed} passed, ${failed} failed`);
	process.exit(failed === 0 ? 0 : 1);
}

main().catch((error: unknown) => {
	console.error(error);
	process.exit(1);
});
