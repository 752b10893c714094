// The button "Test credential": a good token with its project passes, on the oldest n8n as on the newest; everything else says why not.
import { keepsCause, testCredential } from './engine';
import { FOREIGN, PROJECT, TOKEN, withServer, withSimulator, type HostileAnswer } from './support';

const OK = 'OK';
/** Our sentence, or n8n's own where its engine cannot tell statuses apart. */
const ours = (sentence: RegExp, n8ns: RegExp) => (keepsCause ? sentence : n8ns);
const REFUSED = ours(/refused the API token, or it is not the token of this project/, /^Forbidden/);
const NO_API = ours(/no Uservox API\. The base URL ends with \/api\/v1/, /resource .* could not be found/);

const testOf = async (baseUrl: string, more: { apiToken?: string; projectId?: string } = {}) =>
	await testCredential({ apiToken: TOKEN, projectId: PROJECT, baseUrl, ...more });

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
