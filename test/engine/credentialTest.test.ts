// The button "Test credential": a good token with its project passes, on the oldest n8n as on the newest; everything else says why not.
import { keepsCause, testCredential } from './engine';
import { FOREIGN, people, PROJECT, run, SINGLE, TOKEN, withServer, withSimulator, type HostileAnswer } from './support';

const OK = 'OK';
/** Our sentence, or n8n's own where its engine cannot tell statuses apart. */
const ours = (sentence: RegExp, n8ns: RegExp) => (keepsCause ? sentence : n8ns);
const REFUSED = ours(/refused the API token, or it is not the token of this project/, /^Forbidden/);
const NO_API = ours(/no Uservox API\. The base URL ends with \/api\/v1/, /resource .* could not be found/);

type More = { apiToken?: string; projectId?: string };
/** An n8n that does not let the class ask: what its own request tells. */
const testOf = async (baseUrl: string, more: More = {}) =>
	await testCredential({ apiToken: TOKEN, projectId: PROJECT, baseUrl, ...more }, false);

describe('each cause has a sentence of its own, in words that help', () => {
	const saidOf = async (baseUrl: string, more: More = {}) =>
		await testCredential({ apiToken: TOKEN, projectId: PROJECT, baseUrl, ...more });

	test('a good credential passes, with a project and without; nothing is changed', async () => {
		await withSimulator({}, async (simulator) => {
			expect(await saidOf(simulator.url)).toBe(OK);
			expect(await saidOf(` ${simulator.url}/ `, { apiToken: ` ${TOKEN}\n`, projectId: ` ${PROJECT} ` })).toBe(OK);
			expect(await saidOf(simulator.url, { projectId: '' })).toBe(OK);
			expect(simulator.books.summary()).toMatchObject({ byKind: { processes: 4, stats: 2 }, byStatus: { 200: 6 } });
		});
	});

	test('against Uservox: token, project, and what is before them', async () => {
		for (const unauthorizedStatus of [401, 403] as const) {
			await withSimulator({ unauthorizedStatus }, async (simulator) => {
				const said = async (more: More) => await saidOf(simulator.url, more);
				const sentences = {
					'a wrong token': await said({ apiToken: 'wrong' }),
					'another project': await said({ projectId: FOREIGN }),
					'a malformed project': await said({ projectId: 'crm' }),
					'a pasted Bearer': await said({ apiToken: `Bearer ${TOKEN}` }),
					'no token': await said({ apiToken: ' ' }),
				};
				expect(sentences).toEqual({
					'a wrong token': expect.stringMatching(/^Uservox refused the API token\. Copy it again/),
					'another project': expect.stringMatching(/^The API token does not belong to this project\./),
					'a malformed project': expect.stringMatching(/^The Project ID has 24 hexadecimal digits\./),
					'a pasted Bearer': expect.stringMatching(/begins with "Bearer"\. Enter the token alone/),
					'no token': expect.stringMatching(/has no API token/),
				});
				expect(await said({ apiToken: 'wrong', projectId: '' })).toMatch(/^Uservox refused the API token\./);
			});
		}
	});

	test('against servers that are not Uservox: no server, no such name, another server, a log-in page', async () => {
		expect(await saidOf('http://127.0.0.1:9/api/v1')).toMatch(
			/^No answer from "127\.0\.0\.1:9": the connection was refused\. Check the Base URL/,
		);
		expect(await saidOf('https://crm.uservox.invalid/api/v1')).toMatch(
			/^No answer from "crm\.uservox\.invalid": (there is no server of this name|no connection could be made)\./,
		);
		await withSimulator({}, async (simulator) => {
			expect(await saidOf(simulator.url.replace('/api/v1', ''))).toMatch(/^There is a server at the base URL, but no/);
		});
		await withServer(
			() => ({ headers: { 'content-type': 'text/html' }, body: '<html>Log in</html>' }),
			async (server) =>
				expect(await saidOf(server.url)).toMatch(/^A web page came back.*a log-in page, or a wrong base URL/),
		);
		await withServer(
			() => ({ body: '{"ok":true}' }),
			async (server) => expect(await saidOf(server.url)).toMatch(/^A server answers at the base URL, but it is not/),
		);
	});

	test('nothing is asked in a run that works: the question is for the test alone', async () => {
		await withSimulator({}, async (simulator) => {
			const node = await run(simulator, people(2), SINGLE);
			expect(node.success).toHaveLength(2);
			expect(simulator.books.summary().byKind.processes).toBe(0);
		});
	});

	test('the token is in no sentence', async () => {
		for (const apiToken of ['Bearer secret-of-mine', 'secret-of-mine\n2', 'secret-of-mine']) {
			expect(await saidOf('http://127.0.0.1:9/api/v1', { apiToken })).not.toContain('secret-of-mine');
		}
	});
});

describe('against Uservox', () => {
	test('a good token passes with its project and without one; nothing is changed', async () => {
		await withSimulator({}, async (simulator) => {
			expect(await testOf(simulator.url)).toBe(OK);
			expect(await testOf(` ${simulator.url}/ `, { apiToken: ` ${TOKEN}\n`, projectId: ` ${PROJECT} ` })).toBe(OK);
			expect(await testOf(simulator.url, { projectId: '' })).toBe(OK);
			expect(await testOf(simulator.url, { projectId: undefined })).toBe(OK);
			expect(simulator.books.summary()).toMatchObject({
				byKind: { processes: 2, stats: 2 },
				arrivals: 4,
				byStatus: { 200: 4 },
				leadsCreated: 0,
				updates: 0,
			});
		});
	});

	test.each([401, 403] as const)('a wrong token (%i), with a project and without', async (unauthorizedStatus) => {
		await withSimulator({ unauthorizedStatus }, async (simulator) => {
			for (const projectId of [PROJECT, '']) {
				const said = await testOf(simulator.url, { apiToken: 'wrong', projectId });
				const unauthorized = ours(/^Uservox refused the API token\. Copy it again/, /^Authorization failed/);
				expect(said).toMatch(unauthorizedStatus === 401 ? unauthorized : REFUSED);
			}
		});
	});

	test('another project, and a base URL without /api/v1', async () => {
		await withSimulator({}, async (simulator) => {
			expect(await testOf(simulator.url, { projectId: FOREIGN })).toMatch(REFUSED);
			const short = simulator.url.replace('/api/v1', '');
			for (const projectId of [PROJECT, '']) {
				expect(await testOf(short, { projectId })).toMatch(NO_API);
			}
		});
	});
});

test.each<[string, HostileAnswer, RegExp]>([
	[
		'a log-in page',
		{ headers: { 'content-type': 'text/html' }, body: '<html>Log in</html>' },
		/A web page came back.*log-in page/,
	],
	['an empty answer', { body: '' }, /A web page came back|not the Uservox API/],
	['another JSON server', { body: '{"ok":true}' }, /not the Uservox API/],
	['a list', { body: '[{"id":1}]' }, /not the Uservox API/],
	['an empty list', { body: '[]' }, /not the Uservox API/],
	['a refusal with status 200', { body: '{"success":false,"error":"no"}' }, /does not accept the API token/],
	['a web page with status 404', { status: 404, body: '<html>no</html>' }, NO_API],
	[
		'a malformed project',
		{ status: 400, body: '{"error":"projectId is invalid"}' },
		ours(/did not accept the Project ID/, /^Bad request/),
	],
	['a failing server', { status: 502, body: 'x' }, ours(/is having problems/, /^Bad gateway/)],
	[
		'a blocked key',
		{ status: 429, body: '{"error":"API key temporarily blocked"}' },
		ours(/blocked it for up to an hour/, /too many requests/),
	],
	[
		'a redirect',
		{ status: 302, headers: { location: 'http://127.0.0.1:9/' }, body: '' },
		ours(/redirects, which is not followed/, /status code 302/),
	],
])('%s is no Uservox', async (_name, answer, message) => {
	await withServer(
		() => answer,
		async (server) => {
			expect(await testOf(server.url)).toMatch(message);
			expect(server.requests).toHaveLength(1);
		},
	);
});

test('no server at all: n8n says so in its own words, and the token is not among them', async () => {
	expect(await testOf('http://127.0.0.1:9/api/v1', { apiToken: 'secret-token' })).toMatch(
		ours(/^ECONNREFUSED$/, /refused the connection/),
	);
});

test.each([
	['http://crm.example.com/api/v1', TOKEN, /must start with https.*http:\/\/crm\.example\.com/],
	['http://127.0.0.1.example.com/api/v1', TOKEN, /must start with https/],
	['ftp://crm.example.com', TOKEN, /must start with https/],
	['nonsense', TOKEN, /not a valid URL/],
	['https://crm.example.com/api/v1', ' ', /no API token/],
	['https://crm.example.com/api/v1', 'abc\ndef', /character/],
])('base URL "%s" with token "%s" is refused before the token leaves', async (baseUrl, apiToken, message) => {
	for (const projectId of [PROJECT, '']) {
		expect(await testOf(baseUrl, { apiToken, projectId })).toMatch(message);
	}
});
