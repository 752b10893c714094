// Whether the callbacks of a process report to one address, in whatever shape Uservox may show them.
import { connectionIn } from '../../nodes/Uservox/api/answer/callbacks';

const ID = '0c1f3a52-6b5e-4f0e-9a3b-2f7d1c5e8a90';
const OWN = `https://n8n.example.com/webhook/${ID}/webhook`;
const TEST = `https://n8n.example.com/webhook-test/${ID}/webhook`;
const OTHER = 'https://hooks.example.com/uservox';
const secret = { bearerToken: 'secret', headers: { 'x-api-key': 'secret' } };

test.each<[string, unknown, string]>([
	['its address', [{ url: OWN, ...secret }], 'yes'],
	['its address among others', [{ url: OTHER }, { target: { address: OWN } }], 'yes'],
	['texts', [OTHER, OWN], 'yes'],
	['an object by name', { leadUpdate: { url: OWN } }, 'yes'],
	['both addresses', [{ url: TEST }, { url: OWN }], 'yes'],
	['the Test URL alone', [{ url: TEST }], 'test'],
	['a callback that is switched off', [{ url: OWN, isActive: false }], 'off'],
	[
		'one of two that is switched off',
		[
			{ url: OWN, enabled: false },
			{ url: OWN, enabled: true },
		],
		'yes',
	],
	['all switched off', { isActive: 0, list: [{ url: OWN }] }, 'off'],
	['other addresses', [{ url: OTHER, ...secret }], 'no'],
	['none', [], 'no'],
	['something without any address', [{ id: 'cb-1' }], 'unknown'],
	['their number', 2, 'unknown'],
	['nothing', null, 'unknown'],
])('a process that shows as callbacks %s: %s', (_name, callbacks, expected) => {
	expect(connectionIn({ _id: 'p', callbacks }, ID)).toBe(expected);
});

test('a process that does not show them, and one that calls them otherwise', () => {
	expect(connectionIn({ _id: 'p', title: OWN }, ID)).toBe('unknown');
	expect(connectionIn({ _id: 'p', leadUpdateCallbacks: [{ url: OWN }] }, ID)).toBe('yes');
});
