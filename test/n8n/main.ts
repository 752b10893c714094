// `npm run n8n`: a full n8n with our node, the simulated Uservox API and the example workflows, until Ctrl+C.
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { startSimulator } from '../simulator/server';
import { exampleWorkflows } from '../workflows';
import { CREDENTIAL_NAME, startN8n } from './server';
import { ROOT } from './setup';

async function main(): Promise<void> {
	const { values } = parseArgs({ options: { port: { type: 'string', default: '5678' } } });
	// Until all is up, a signal just ends us; what was started goes along (see processes.ts and server.ts).
	const endEarly = () => process.exit(130);
	process.on('SIGINT', endEarly);
	process.on('SIGTERM', endEarly);

	execFileSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
	const simulator = await startSimulator({}, 0, ({ kind, leads, status }) =>
		console.log(`Uservox simulator: ${kind} request, ${leads} leads, answered ${status || 'not at all'}`),
	);
	const { token, projectId, processes } = simulator.world.settings;
	const n8n = await startN8n({ port: Number(values.port) });
	await n8n.rest.createCredential('uservoxApi', CREDENTIAL_NAME, {
		apiToken: token,
		projectId,
		baseUrl: simulator.url,
	});
	for (const workflow of exampleWorkflows().values()) await n8n.rest.importWorkflow(workflow);

	let ending = false;
	const end = async () => {
		if (ending) return;
		ending = true;
		console.log('\nEnding n8n and the simulator …');
		await n8n.close();
		await simulator.close();
		process.exit(0);
	};
	process.off('SIGINT', endEarly).on('SIGINT', () => void end());
	process.off('SIGTERM', endEarly).on('SIGTERM', () => void end());
	console.log(`
n8n        ${n8n.url}
log-in     ${n8n.login.email}
password   ${n8n.login.password}
simulator  ${simulator.url}   (books: ${new URL('/books', simulator.url).href})
process    ${processes[0] ?? ''}   (fill it in as Process ID)

The credential "${CREDENTIAL_NAME}" points to the simulator: nobody is called. End all of it with Ctrl+C.
`);
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exit(1);
});
