// The button "Test credential", by n8n's own request helper against the simulator: a good token passes, everything else says why not.
import '../engine/engine';
import { CredentialTestContext } from 'n8n-core';
import { testUservoxCredential } from '../../nodes/Uservox/host/testCredential';
import { TOKEN, withServer, withSimulator } from '../engine/support';

async function testOf(baseUrl: string, apiToken = TOKEN) {
	return await testUservoxCredential.call(new CredentialTestContext(), {
		id: '1',
		name: 'Uservox',
		type: 'uservoxApi',
		data: { apiToken, baseUrl },
	});
}

test.each([401, 403] as const)(
	'a good token passes, and a wrong one is said to be refused (%i); nothing is changed',
	async (unauthorizedStatus) => {
		await withSimulator({ unauthorizedStatus }, async (simulator) => {
			expect(await testOf(simulator.url)).toEqual({ status: 'OK', message: 'Uservox accepted the API token.' });
			expect(await testOf(simulator.url, 'wrong')).toMatchObject({
				status: 'Error',
				message: expect.stringContaining('refused the API token'),
			});
			expect(simulator.books.summary()).toMatchObject({
				byKind: { bulk: 0, single: 0, get: 2, other: 0 },
				leadsCreated: 0,
				initiations: 0,
			});
		});
	},
);

test('no server at all', async () => {
	const result = await testOf('http://127.0.0.1:9/api/v1', 'secret-token');
	expect(result).toMatchObject({
		status: 'Error',
		message: expect.stringMatching(/could not be reached.*ECONNREFUSED/),
	});
	expect(JSON.stringify(result)).not.toContain('secret-token');
});

test.each([
	['http://crm.example.com/api/v1', TOKEN, /must start with https/],
	['nonsense', TOKEN, /no web address/],
	['', '', /no API token/],
])('base URL "%s" with token "%s" is refused', async (baseUrl, apiToken, message) => {
	expect(await testOf(baseUrl, apiToken)).toMatchObject({ status: 'Error', message: expect.stringMatching(message) });
});

test.each<[string, { status?: number; headers?: Record<string, string>; body: string }, RegExp]>([
	[
		'a web page with status 200',
		{ headers: { 'content-type': 'text/html' }, body: '<html>hi</html>' },
		/not the Uservox API/,
	],
	['a web page with status 404', { status: 404, body: '<html>no</html>' }, /not the Uservox API \(HTTP 404\)/],
	['a failing server', { status: 502, body: 'x' }, /failure at the moment \(HTTP 502\)/],
	['a blocked key', { status: 429, body: '{"error":"API key temporarily blocked"}' }, /blocked this API token/],
	['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:9/' }, body: '' }, /redirects \(HTTP 302\)/],
])('%s is no good token', async (_name, answer, message) => {
	await withServer(
		() => answer,
		async (server) =>
			expect(await testOf(server.url)).toMatchObject({ status: 'Error', message: expect.stringMatching(message) }),
	);
});
