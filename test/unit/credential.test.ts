// The credential signs requests of any node: of ours, which name the address "url", and of n8n's HTTP Request node, which names it "uri".
import { UservoxApi } from '../../credentials/UservoxApi.credentials';

const DATA = { apiToken: 'test-token', baseUrl: 'https://crm.example.com/api/v1' };
const { authenticate } = new UservoxApi();

async function signed(request: Record<string, unknown>): Promise<unknown> {
	if (typeof authenticate !== 'function') throw new Error('It signs by a function');
	return await authenticate(DATA, { url: '', ...request });
}

test.each([
	['url', { url: 'https://crm.example.com/leads' }],
	['url below a base', { url: '/leads', baseURL: 'https://crm.example.com' }],
	['uri', { url: undefined, uri: 'https://crm.example.com/leads' }],
	['this machine', { url: undefined, uri: 'http://127.0.0.1:8080/leads' }],
])('a request with %s gets the token', async (_name, request) => {
	expect(await signed(request)).toMatchObject({ headers: { Authorization: 'Bearer test-token' } });
});

test.each([{ url: 'http://crm.example.com' }, { url: undefined, uri: 'http://crm.example.com' }])(
	'the token does not travel in the clear: %j',
	async (request) => {
		await expect(signed(request)).rejects.toThrow('unprotected');
	},
);
