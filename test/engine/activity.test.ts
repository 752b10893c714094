// Activities: one call by its id, and the statistics of a period with exact times.
import { statsBaseUrl } from '../../nodes/Uservox/host/credential';
import {
	byItem,
	codesOf,
	expectEachItemOnce,
	FOREIGN,
	phoneOf,
	PROCESS,
	run,
	withServer,
	withSimulator,
} from './support';

const GET = { resource: 'activity', operation: 'get', activityId: '={{ $json.id }}' };
const STATS = { resource: 'activity', operation: 'getStats' };
const TOOL = { settings: { type: 'n8n-nodes-uservox.uservoxTool' } };

const leadId = '64c000000000000000000001';
const activityIds = Array.from({ length: 6 }, (_, number) => `64d${String(number).padStart(21, '0')}`);
const existing = [{ _id: leadId, name: 'Lead 1', phone: phoneOf(1), processId: PROCESS, groupId: 'g1' }];
const activities = activityIds.map((_id, number) => ({
	_id,
	leadId,
	seconds: 10 * number,
	connected: number % 2 === 0,
	callStatus: number % 2 === 0 ? 'completed' : 'busy',
	createdAt: `2026-03-0${number + 1}T12:00:00.000Z`,
}));

describe('Get Activity', () => {
	test.each(['404', '400', 'null'] as const)(
		'each item leaves once; an unknown activity (%s)',
		async (unknownActivity) => {
			await withSimulator({ existing, activities, unknownActivity }, async (simulator) => {
				const items = [...activityIds, FOREIGN, 'x', '', activityIds[2]?.toUpperCase()].map((id) => ({ id }));
				const node = await run(simulator, items, GET);
				expectEachItemOnce(node, 10);
				expect(codesOf(node.error)).toEqual({ activityNotFound: 1, invalidInput: 2 });
				expect(byItem(node).get(2)).toMatchObject({
					_id: activityIds[2],
					lead: leadId,
					result: { callStatus: 'completed', duration: 20 },
				});
				expect(byItem(node).get(6)).toMatchObject({
					errorCode: 'activityNotFound',
					activityId: FOREIGN,
					retryable: false,
				});
				expect(byItem(node).get(7)).toMatchObject({ errorCode: 'invalidInput', details: [{ field: 'activityId' }] });
				expect(simulator.books.arrivals).toHaveLength(8);
			});
		},
	);

	test.each([
		['no data', '{"success":true}', 'serverFailure'],
		['another activity', `{"success":true,"data":{"_id":"${FOREIGN}"}}`, 'serverFailure'],
		['without _id', '{"success":true,"data":{"lead":"x"}}', 'serverFailure'],
	])('an answer that does not hold the call leaves on Error: %s', async (_name, body, code) => {
		await withServer(
			() => ({ body }),
			async (server) => {
				const settings = { onError: 'continueErrorOutput' as const };
				const node = await run(server, [{ id: activityIds[0] }], GET, { settings });
				expect(codesOf(node.error)).toEqual({ [code]: 1 });
			},
		);
	});

	test('Simplify: by name and in their order, or the whole activity', async () => {
		const [_id] = activityIds;
		const result = { nextState: 'lost', callStatus: 'completed', conversation: { messages: [] }, duration: 7 };
		const data = { completedAt: '2026-01-01', odd: 1, result, type: 'call', _id, error: 'x' };
		await withServer(
			() => ({ body: JSON.stringify({ success: true, data }) }),
			async (server) => {
				const [simple] = (await run(server, [{ id: _id }], GET)).success;
				expect(JSON.stringify(simple?.json)).toBe(
					JSON.stringify({
						_id,
						type: 'call',
						result: { callStatus: 'completed', duration: 7, nextState: 'lost' },
						completedAt: '2026-01-01',
					}),
				);
				const [whole] = (await run(server, [{ id: _id }], { ...GET, simplify: false })).success;
				expect(whole?.json).toEqual({ completedAt: '2026-01-01', odd: 1, result, type: 'call', _id });
			},
		);
	});

	test('as a tool: its own status does not hide the answer’s', async () => {
		await withSimulator({ existing, activities }, async (simulator) => {
			const node = await run(simulator, [{ id: activityIds[1] }, { id: FOREIGN }], GET, TOOL);
			expect(node.success[0]?.json).toMatchObject({
				status: 'found',
				activityStatus: 'success',
				result: { callStatus: 'busy' },
			});
			expect(node.success[1]?.json).toMatchObject({ status: 'failed', errorCode: 'activityNotFound' });
		});
	});
});

describe('Get Stats', () => {
	const runIn = async (timezone: string, items: object[], parameters: object, url: string) =>
		await run(
			{ url },
			items.map((json) => ({ ...json })),
			{ ...STATS, ...parameters },
			{ timezone },
		);

	test.each([
		[
			'Asia/Kolkata',
			'2026-03-01T00:00:00',
			'2026-03-02T00:00:00',
			Date.UTC(2026, 1, 28, 18, 30),
			Date.UTC(2026, 2, 1, 18, 30),
			330,
		],
		[
			'America/New_York',
			'2026-03-08T00:00:00',
			'2026-03-09T00:00:00',
			Date.UTC(2026, 2, 8, 5),
			Date.UTC(2026, 2, 9, 4),
			-300,
		],
		[
			'Europe/Berlin',
			'2026-07-01 09:30',
			'2026-07-01 10:00',
			Date.UTC(2026, 6, 1, 7, 30),
			Date.UTC(2026, 6, 1, 8),
			120,
		],
		[
			'Asia/Kolkata',
			'2026-03-01T00:00:00Z',
			'2026-03-01T00:00:00.001Z',
			Date.UTC(2026, 2, 1),
			Date.UTC(2026, 2, 1) + 1,
			330,
		],
		['UTC', '=1772323200000', '={{ "1772409600000" }}', 1772323200000, 1772409600000, 0],
		['Asia/Kolkata', '={{ 1772323200000 }}', '={{ 1772409600000 }}', 1772323200000, 1772409600000, 330],
		[
			'UTC',
			'={{ DateTime.fromISO("2026-03-01T00:00:00Z") }}',
			'={{ new Date(1772409600000) }}',
			1772323200000,
			1772409600000,
			0,
		],
	])('in %s, %s to %s', async (timezone, start, end, startMs, endMs, timezoneOffsetMinutes) => {
		await withSimulator({ existing, activities }, async (simulator) => {
			const node = await runIn(timezone, [{}], { start, end }, simulator.url);
			expect(node.success).toHaveLength(1);
			expect(simulator.books.arrivals.map(({ kind, body }) => ({ kind, body }))).toEqual([
				{ kind: 'stats', body: { start: startMs, end: endMs, timezoneOffsetMinutes, includeUniqueLeads: false } },
			]);
		});
	});

	test.each(['series', 'numbers'] as const)(
		'the figures as Uservox gives them (%s), and the period',
		async (statsShape) => {
			await withSimulator({ existing, activities, statsShape }, async (simulator) => {
				const node = await runIn(
					'UTC',
					[{}],
					{ start: '2026-03-01', end: '2026-03-03', options: { includeUniqueLeads: true } },
					simulator.url,
				);
				const total = (figure: unknown) => (statsShape === 'series' ? (figure as { total: number }).total : figure);
				const json = node.success[0]?.json ?? {};
				expect(json).toMatchObject({ start: '2026-03-01T00:00:00.000Z', end: '2026-03-03T23:59:59.999Z' });
				expect([total(json.attempts), total(json.connected)]).toEqual([3, 2]);
				expect(json.unique).toMatchObject({ attempts: 1 });
			});
		},
	);

	test('process and group, per item', async () => {
		await withSimulator({ existing, activities }, async (simulator) => {
			const period = { start: '2026-03-01', end: '2026-03-31' };
			const options = {
				processId: { __rl: true, mode: 'id', value: '={{ $json.process }}' },
				groupId: '={{ $json.group }}',
			};
			const items = [
				{ process: PROCESS, group: 'g1' },
				{ process: PROCESS, group: 'NA' },
				{ process: 'x', group: 'g1' },
				{ process: PROCESS, group: '' },
				{ group: 'g1' },
			];
			const node = await runIn('UTC', items, { ...period, options }, simulator.url);
			expectEachItemOnce(node, 5);
			const attempts = [0, 1].map((item) => byItem(node).get(item)?.attempts);
			expect(attempts).toEqual([expect.objectContaining({ total: 6 }), expect.objectContaining({ total: 0 })]);
			const fields = ['processId', 'groupId', 'processId'];
			for (const [index, field] of fields.entries()) {
				expect(byItem(node).get(index + 2)).toMatchObject({ errorCode: 'invalidInput', details: [{ field }] });
			}
			expect(simulator.books.arrivals).toHaveLength(2);
			for (const added of [{ groupId: '' }, { processId: { __rl: true, mode: 'list', value: '' } }]) {
				const left = await runIn('UTC', [{}], { ...period, options: added }, simulator.url);
				expect(codesOf(left.error)).toEqual({ invalidInput: 1 });
			}
			expect(simulator.books.arrivals).toHaveLength(2);
		});
	});

	test.each([
		['={{ "" }}', '2026-03-01', 'start', /found nothing, expected a date and time/],
		['2026-03-01', '={{ null }}', 'end', /found nothing/],
		['yesterday', '2026-03-01', 'start', /found "yesterday", expected a date and time/],
		['2026-13-01', '2026-03-01', 'start', /found "2026-13-01"/],
		['2026-03-02', '2026-03-01', 'end', /expected a time after the start/],
		['2026-03-01T10:00:00', '2026-03-01T10:00:00', 'end', /expected a time after the start/],
		['={{ [1] }}', '2026-03-01', 'start', /expected a date and time/],
	])('from %p to %p is no period: nothing is asked', async (start, end, field, message) => {
		await withSimulator({ existing }, async (simulator) => {
			const node = await runIn('UTC', [{}], { start, end }, simulator.url);
			expect(node.error[0]?.json).toMatchObject({
				errorCode: 'invalidInput',
				details: [{ field, message: expect.stringMatching(message) }],
			});
			expect(simulator.books.arrivals).toEqual([]);
		});
	});

	test('a redirect is not followed there either', async () => {
		await withServer(
			() => ({ body: '{"success":true,"data":{}}' }),
			async (elsewhere) =>
				await withServer(
					() => ({ status: 307, headers: { location: elsewhere.url }, body: '' }),
					async (server) => {
						const node = await runIn('UTC', [{}], { start: '2026-03-01', end: '2026-03-02' }, server.url);
						expect(node.thrown?.message).toContain('redirects (HTTP 307)');
						expect(elsewhere.requests).toEqual([]);
						expect(server.requests[0]?.headers.authorization).toMatch(/^Bearer /);
					},
				),
		);
	});

	test('an answer without figures fails the node, and says what came instead', async () => {
		await withServer(
			() => ({ body: '{"success":true}' }),
			async (server) => {
				const node = await runIn('UTC', [{}], { start: '2026-03-01', end: '2026-03-02' }, server.url);
				expect(node.thrown?.message).toContain('something other than statistics');
			},
		);
	});

	test('the vendor’s other host serves them; any other host serves all', () => {
		expect(statsBaseUrl('https://crm.uservox.ai/api/v1')).toBe('https://api.uservox.ai/api/v1');
		expect(statsBaseUrl('https://CRM.example.com/api/v1')).toBe('https://api.example.com/api/v1');
		expect(statsBaseUrl('https://uservox.example.com/crm./v1')).toBe('https://uservox.example.com/crm./v1');
		expect(statsBaseUrl('http://127.0.0.1:9/api/v1')).toBe('http://127.0.0.1:9/api/v1');
	});
});
