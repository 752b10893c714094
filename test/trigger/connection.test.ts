// "Is it connected?": the panel of the trigger says whether Uservox reports to this workflow, and shows nothing else of the callbacks.
import type { INodeParameters } from 'n8n-workflow';
import { built } from '../built';
import { searchList } from '../engine/engine';
import { OTHER_PROCESS, PROCESS, PROJECT, TOKEN, withSimulator } from '../engine/support';
import { OTHER_SYSTEMS_SECRET } from '../simulator/processes';

const WEBHOOK = '0c1f3a52-6b5e-4f0e-9a3b-2f7d1c5e8a90';
const OWN = `https://n8n.example.com/webhook/${WEBHOOK}/webhook`;
const settings = {
	processDetails: {
		[PROCESS]: { title: 'Welcome call', callbacks: [{ url: OWN, bearerToken: OTHER_SYSTEMS_SECRET }] },
		[OTHER_PROCESS]: { title: 'Renewal' },
	},
};

async function check(url: string, parameters: INodeParameters = {}): Promise<string[]> {
	const credential = { apiToken: TOKEN, projectId: PROJECT, baseUrl: url };
	const { results } = await searchList('checkConnection', { webhookId: WEBHOOK, ...parameters }, credential);
	return results.map(({ name }) => name);
}

test('a sentence for each process, with the time at which it was true', async () => {
	await withSimulator(settings, async ({ url }) => {
		expect(await check(url)).toEqual([
			expect.stringMatching(/^Yes \(.*\): "Welcome call" reports here$/),
			expect.stringMatching(/^No \(\d+ \w+, \d\d:\d\d\): "Renewal" does not report here$/),
		]);
	});
});

test('the process that is picked alone', async () => {
	await withSimulator(settings, async ({ url }) => {
		for (const processId of [{ __rl: true, mode: 'list', value: PROCESS }, PROCESS.toUpperCase()]) {
			expect(await check(url, { options: { processId } })).toEqual([expect.stringMatching(/^Yes/)]);
		}
		expect(await check(url, { options: { processId: '64a0000000000000000000ff' } })).toEqual([
			expect.stringContaining('there is no such process'),
		]);
	});
});

test.each(['', '={{ $webhookId }}', 'webhook'])(
	'without an address of its own (%p), it cannot tell',
	async (webhookId) => {
		await withSimulator(settings, async ({ url, books }) => {
			expect(await check(url, { webhookId })).toEqual([expect.stringMatching(/^Cannot tell/)]);
			expect(books.arrivals).toEqual([]);
		});
	},
);

test('nothing of the callbacks is in it', async () => {
	await withSimulator(settings, async ({ url }) => {
		const text = JSON.stringify(await check(url));
		for (const part of [OTHER_SYSTEMS_SECRET, 'https://', 'hooks.example.com', WEBHOOK])
			expect(text).not.toContain(part);
	});
});

test('the address is n8n’s own word: the hidden parameter is the ID of the webhook', () => {
	const { properties } = new (built('nodes/Uservox/UservoxTrigger.node').UservoxTrigger)().description;
	expect(properties.find(({ name }) => name === 'webhookId')).toMatchObject({
		type: 'hidden',
		default: '={{ $webhookId }}',
	});
});
