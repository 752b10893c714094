// Command line of the simulator: `npm run simulator -- --port 4010 --latency 100`.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { startSimulator } from './server';
import { callOutcomes, processDetailsSchema, settingsSchema } from './settings';

const USAGE = `npm run simulator -- [options]
  --port N            port on 127.0.0.1 (4010; 0: any free one)
  --token TEXT        the token it accepts (test-token)
  --latency MS        time until an answer (0)
  --jitter MS         a random addition of up to MS (0)
  --maximum-leads N   leads per bulk request (1000)
  --seed N            seed of everything random (1)
  --shuffle           entries of bulk answers in random order
  --callback URL      where callbacks of all processes go
  --callback-token T  with them goes "Authorization: Bearer T"
  --callback-header H the token goes as it is, in a header of this name
  --calls OUTCOMES    calls each lead that is started, with these ends in turn (${callOutcomes.join(',')})
  --call-ms MS        how long a call takes (1000)
  --settings FILE     JSON with any settings of test/simulator/serverState.ts; the options above win
  --quiet             no line per request
  --help`;

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: '4010' },
			token: { type: 'string' },
			latency: { type: 'string' },
			jitter: { type: 'string' },
			'maximum-leads': { type: 'string' },
			seed: { type: 'string' },
			shuffle: { type: 'boolean' },
			callback: { type: 'string' },
			'callback-token': { type: 'string' },
			'callback-header': { type: 'string' },
			calls: { type: 'string' },
			'call-ms': { type: 'string' },
			settings: { type: 'string' },
			quiet: { type: 'boolean' },
			help: { type: 'boolean' },
		},
	});
	if (values.help) return console.log(USAGE);
	const number = (value: string | undefined) => (value === undefined ? undefined : Number(value));
	const given = Object.entries({
		token: values.token,
		latencyMs: number(values.latency),
		jitterMs: number(values.jitter),
		maximumLeads: number(values['maximum-leads']),
		seed: number(values.seed),
		shuffle: values.shuffle,
		calls: values.calls === undefined ? undefined : { lastsMs: number(values['call-ms']) },
		outcomes: values.calls?.split(','),
	}).filter(([, value]) => value !== undefined);
	const fromFile: unknown = values.settings === undefined ? {} : JSON.parse(readFileSync(values.settings, 'utf8'));
	const settings = settingsSchema.parse(Object.assign({}, fromFile, Object.fromEntries(given)));
	if (values.callback !== undefined) {
		const header = values['callback-header'];
		const token = values['callback-token'];
		const secret = header === undefined ? { bearerToken: token } : { authKey: header, authValue: token };
		for (const id of settings.processes) {
			settings.processDetails[id] = processDetailsSchema.parse({
				...settings.processDetails[id],
				callbacks: [{ url: values.callback, ...secret }],
			});
		}
	}

	const simulator = await startSimulator(settings, Number(values.port), (arrival) => {
		if (values.quiet) return;
		const fault = arrival.fault === undefined ? '' : `  fault: ${arrival.fault}`;
		const time = new Date(arrival.at).toISOString().slice(11, 23);
		console.log(
			`${time}  ${arrival.kind.padEnd(6)} ${String(arrival.leads).padStart(4)} leads  → ${arrival.status || 'no answer'}${fault}`,
		);
	});
	console.log(`Uservox simulator
  base URL   ${simulator.url}
  token      ${settings.token}
  project    ${settings.projectId}
  processes  ${settings.processes.join(' ')}
  books      ${new URL('/books', simulator.url).href}
End it with Ctrl+C.`);

	const end = () => {
		console.log(JSON.stringify(simulator.books.summary(), null, 2));
		void simulator.close();
	};
	process.once('SIGINT', end);
	process.once('SIGTERM', end);
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
