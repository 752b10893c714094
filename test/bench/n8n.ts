// `npm run bench:n8n [mapping sending growth]`: our node in a full n8n against its own Edit Fields, and against the loop a user would build by hand.
import { CREDENTIAL_NAME, startN8n } from '../n8n/server';
import { N8N_VERSION } from '../n8n/setup';
import { PROJECT } from '../ids';
import { machine, ROUNDS } from './measure';
import { Bench } from './n8n/bench';
import { mapping } from './n8n/mapping';
import { growth, sending } from './n8n/sending';
import { TOKEN } from './people';
import { startSimulatorProcess } from './simulatorProcess';

const PARTS = { mapping, sending, growth };

async function main(): Promise<void> {
	const wanted = process.argv.slice(2);
	// Signals end us through `exit`, which takes along what was started.
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
	const simulator = await startSimulatorProcess({ token: TOKEN });
	const n8n = await startN8n({ env: { EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'all' } });
	try {
		await n8n.rest.createCredential('uservoxApi', CREDENTIAL_NAME, {
			apiToken: TOKEN,
			projectId: PROJECT,
			baseUrl: simulator.url,
		});
		console.log(
			`n8n ${N8N_VERSION}, ${machine()} (n8n itself on Node 24). Medians of ${ROUNDS}; ratios within a round.`,
		);
		for (const [name, part] of Object.entries(PARTS)) {
			if (wanted.length === 0 || wanted.includes(name)) await part(new Bench(n8n, simulator));
		}
	} finally {
		await n8n.close();
		await simulator.close();
	}
}

main().then(
	() => process.exit(0),
	(error: unknown) => {
		console.error(error);
		process.exit(1);
	},
);
