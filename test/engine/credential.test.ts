// The token: it goes to the right host only, in the Authorization header only, and appears nowhere else.
import { inspect } from 'node:util';
import {
	BULK,
	codesOf,
	expectEachItemOnce,
	people,
	run,
	SINGLE,
	TOKEN,
	withServer,
	withSimulator,
	withTamperedSimulator,
} from './support';
import type { NodeRun } from './engine';

/** Every way in which the run data could show the token. */
function expectNoToken({ run: execution }: NodeRun, token: string): void {
	expect(JSON.stringify(execution)).not.toContain(token);
	expect(inspect(execution, { depth: Infinity, showHidden: true })).not.toContain(token);
}

describe('a base URL or token that cannot be used is said before anything is sent', () => {
	test.each([
		[
			'plain http to another host',
			{ baseUrl: 'http://crm.example.com/api/v1' },
			/must start with https.*http:\/\/crm\.example\.com/,
		],
		[
			'a host that only begins like loopback',
			{ baseUrl: 'http://127.0.0.1.example.com/api/v1' },
			/must start with https/,
		],
		[
			'a host hidden behind a user name',
			{ baseUrl: 'http://127.0.0.1@crm.example.com/api/v1' },
			/must start with https/,
		],
		['another protocol', { baseUrl: 'ftp://crm.example.com' }, /must start with https/],
		['no address', { baseUrl: 'crm.uservox.ai' }, /not a valid URL|must start with https/],
		['a query after the path', { baseUrl: 'https://crm.example.com/api/v1?v=1' }, /must end with its path.*"\?"/],
		['a question mark at its end', { baseUrl: 'https://crm.example.com/api/v1?' }, /must end with its path/],
		['an empty token', { apiToken: '' }, /no API token/],
		['a token of spaces', { apiToken: ' \n ' }, /no API token/],
		['a token with a line break inside', { apiToken: 'abc\ndef' }, /API token.*character/],
		['a token cut short by an ellipsis', { apiToken: 'abc…' }, /API token.*character/],
	])('nothing is asked, and the message says what to do: %s', async (_name, credential, message) => {
		await withSimulator({}, async (simulator) => {
			const node = await run(simulator, people(2), BULK, { credential });
			expect(node.thrown?.message).toMatch(message);
			const continued = await run(simulator, people(2), BULK, {
				credential,
				settings: { onError: 'continueErrorOutput' },
			});
			expectEachItemOnce(continued, 2);
			expect(codesOf(continued.error)).toEqual({ notSent: 2 });
			expect(simulator.books.arrivals).toEqual([]);
		});
	});

	test('no credential at all', async () => {
		await withSimulator({}, async (simulator) => {
			const node = await run(simulator, people(2), BULK, { settings: { credentials: undefined } });
			expect(node.thrown?.message).toMatch(/credential/i);
			expect(simulator.books.arrivals).toEqual([]);
		});
	});
});

test('spaces around the token and a slash after the base URL do no harm', async () => {
	await withSimulator({}, async (simulator) => {
		const node = await run(simulator, people(2), BULK, {
			credential: { apiToken: ` ${TOKEN}\n`, baseUrl: ` ${simulator.url}/ ` },
		});
		expect(node.success).toHaveLength(2);
	});
});

test.each([301, 302, 307, 308])(
	'a redirect (%i) is not followed, so that the token does not go along',
	async (status) => {
		await withServer(
			() => ({ body: '{"success":[],"errors":[]}' }),
			async (elsewhere) =>
				await withServer(
					() => ({ status, headers: { location: `${elsewhere.url}/leads/bulk/initiate` }, body: '' }),
					async (server) => {
						expect((await run(server, people(3), BULK)).thrown?.message).toMatch(/redirects/);
						const node = await run(server, people(3), BULK, { settings: { onError: 'continueErrorOutput' } });
						expectEachItemOnce(node, 3);
						expect(codesOf(node.error)).toEqual({ requestRefused: 3 });
						expect(node.error[0]?.json).toMatchObject({
							httpStatus: status,
							error: expect.stringContaining('redirects'),
						});
						expect(elsewhere.requests).toEqual([]);
					},
				),
		);
	},
);

describe('the token is nowhere in the run data', () => {
	const token = 'tok/en+"secret\\123=';
	const escaped = JSON.stringify(token).slice(1, -1);
	const asUnicode = [...token].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

	test.each([
		['as JSON writes it', escaped],
		['with escaped slashes, as PHP writes it', escaped.replaceAll('/', '\\/')],
		['as \\u escapes', asUnicode],
	])('though the server echoes it in leads, errors and keys: %s', async (_name, echo) => {
		const tamper = (body: string) =>
			body
				.replaceAll('"currentState"', `"key ${echo}":"${echo}","currentState"`)
				.replaceAll('"error":"', `"error":"${echo} `);
		for (const parameters of [BULK, SINGLE]) {
			await withTamperedSimulator({ token, refusals: { '+12015550101': 'no' } }, tamper, async (_simulator, proxy) => {
				const node = await run(proxy, people(3), parameters, { credential: { apiToken: token } });
				expectEachItemOnce(node, 3);
				expectNoToken(node, token);
				expect(JSON.stringify(node.run)).not.toContain(escaped);
				expect(JSON.stringify(node.error[0])).toContain('[token]');
			});
		}
	});

	test.each([
		['whole-request refusals', { status: 400 }],
		['access refused', { status: 403 }],
		['redirects', { status: 302, headers: { location: `http://127.0.0.1:9/?t=${encodeURIComponent(TOKEN)}` } }],
	])('nor in the messages of %s', async (_name, answer) => {
		await withServer(
			({ headers }) => ({ ...answer, body: JSON.stringify({ error: `bad ${headers.authorization}`, headers }) }),
			async (server) => {
				for (const onError of ['stopWorkflow', 'continueErrorOutput'] as const) {
					const node = await run(server, people(3), BULK, { settings: { onError } });
					expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${TOKEN}`);
					expectNoToken(node, TOKEN);
				}
			},
		);
	});

	test('nor when no connection can be made', async () => {
		for (const onError of ['stopWorkflow', 'continueErrorOutput'] as const) {
			const parameters = { ...BULK, options: { maxRetries: 0 } };
			const node = await run({ url: 'http://127.0.0.1:9/api/v1' }, people(1), parameters, {
				credential: { apiToken: 'no-connection-token' },
				settings: { onError },
			});
			expect(node.thrown === undefined ? codesOf(node.error) : {}).toEqual(
				onError === 'stopWorkflow' ? {} : { serverFailure: 1 },
			);
			expectNoToken(node, 'no-connection-token');
		}
	});
});
