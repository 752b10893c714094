// Start Calling from a column: who is called is who was meant, and the hint says who is not.
import type { INode } from 'n8n-workflow';
import type { Simulator } from '../simulator/server';
import {
	BULK,
	byItem,
	codesOf,
	expectEachItemOnce,
	EXISTING,
	itemOf,
	mapped,
	people,
	person,
	phoneOf,
	run,
	SINGLE,
	storedByRow,
	withSimulator,
} from './support';

const BY_COLUMN = { init: '={{ $json.Call }}' };
const AS_TOOL = { settings: { type: 'n8n-nodes-uservox.uservoxTool' } };

/** The names of the leads that are called. */
const called = ({ books }: Simulator) =>
	books.created
		.filter(({ _id }) => books.timesInitiated(_id) > 0)
		.map(({ name }) => name)
		.sort();

test.each<[string, INode['parameters']]>([
	['one by one', { ...SINGLE, ...BY_COLUMN }],
	['in bulk', { ...BULK, ...BY_COLUMN }],
	['by an expression that n8n evaluates', { ...BULK, init: '={{ $json.Call ?? null }}' }],
	['by a text around it', { ...BULK, init: '={{ $json.Call }} ' }],
])('yes calls, no and nothing store, anything else is a fault: %s', async (_name, parameters) => {
	await withSimulator({}, async (simulator) => {
		const cells = ['Yes', 'TRUE', 1, true, 'no', 0, false, 'N', '', null, undefined, ' ', 'perhaps'];
		const rows = people(cells.length, (number) => (cells[number] === undefined ? {} : { Call: cells[number] }));
		const node = await run(simulator, rows, parameters);
		expectEachItemOnce(node, cells.length);
		expect(called(simulator)).toEqual(['Lead 0', 'Lead 1', 'Lead 2', 'Lead 3']);
		expect(simulator.books.created).toHaveLength(12);
		expect(byItem(node).get(12)).toMatchObject({
			errorCode: 'invalidLead',
			details: [{ field: 'init', message: 'found "perhaps", expected yes or no' }],
		});
		expect(node.hints[0]).toContain(
			'4 of 12 leads stored and not called, because "Start Calling" has no value for them.',
		);
	});
});

test('a column that does not exist, an expression that fails: nobody is called', async () => {
	await withSimulator({}, async (simulator) => {
		const missing = await run(simulator, people(3), { ...BULK, init: '={{ $json.Cal }}' });
		expect(missing.success).toHaveLength(3);
		expect(missing.hints[0]).toContain('3 of 3 leads stored and not called');
		const failing = await run(simulator, people(6).slice(3), { ...BULK, init: "={{ $('Nobody').item.json.x }}" });
		expect(codesOf(failing.error)).toEqual({ invalidLead: 3 });
		expect(called(simulator)).toEqual([]);
	});
});

test('switched on, switched off, and never set: as the panel shows it', async () => {
	for (const [init, count] of [
		[true, 2],
		['true', 2],
		[undefined, 2],
		[false, 0],
		['', 0],
		[null, 0],
	] as const) {
		await withSimulator({}, async (simulator) => {
			const node = await run(simulator, people(2), {
				...BULK,
				...(init !== undefined && { init }),
			});
			expect(node.success).toHaveLength(2);
			expect([init, called(simulator).length]).toEqual([init, count]);
		});
	}
});

test('leads that exist: only those are started whose column says so', async () => {
	await withSimulator({}, async (simulator) => {
		const stored = await run(simulator, people(4), { ...BULK, init: false });
		const rows = stored.success.map(({ json }, number) => ({
			id: json._id,
			Call: ['yes', '', 'no', 'hm'][number] ?? '',
		}));
		const node = await run(simulator, rows, { ...EXISTING, ...BY_COLUMN, operation: 'bulkInitiate' });
		expectEachItemOnce(node, 4);
		expect(called(simulator)).toEqual(['Lead 0']);
		expect(codesOf(node.error)).toEqual({ invalidLead: 1 });
	});
});

test('an error item says to the run that tries again whether to call', async () => {
	const cells = ['yes', 'no', ''];
	const rows = people(3, (number) => ({ Call: cells[number] ?? '' }));
	const continuing = { settings: { onError: 'continueRegularOutput' as const } };
	const parameters = { ...BULK, ...BY_COLUMN, options: { maxRetries: 0 } };
	const failed = await run({ url: 'http://127.0.0.1:9/api/v1' }, rows, parameters, continuing);
	expect(failed.error.map(({ json }) => [json.retryable, json.init])).toEqual([
		[true, true],
		[true, false],
		[true, false],
	]);
	await withSimulator({}, async (simulator) => {
		const again = await run(
			simulator,
			failed.error.map(({ json }) => json),
			{ ...BULK, ...BY_COLUMN },
		);
		expect(again.success).toHaveLength(3);
		expect(called(simulator)).toEqual(['Lead 0']);
	});
	await withSimulator({}, async (simulator) => {
		await run(
			simulator,
			failed.error.map(({ json }) => json),
			BULK,
		);
		expect(called(simulator)).toEqual(['Lead 0', 'Lead 1', 'Lead 2']);
	});
});

test('the hint counts leads without a phone number, which nobody can phone', async () => {
	await withSimulator({}, async (simulator) => {
		const rows = people(5, (number) =>
			number === 0 ? {} : { phone: number === 1 ? 'N/A' : '', email: `lead${number}@example.com` },
		);
		const node = await run(simulator, rows, BULK);
		expect(node.success).toHaveLength(5);
		expect(node.hints[0]).toContain('4 of 5 leads have no phone number, so Uservox cannot phone them.');
		const dry = await run(simulator, people(7, () => ({ phone: '', email: 'a@example.com' })).slice(6), {
			...BULK,
			dryRun: true,
		});
		expect(dry.hints[0]).toContain('1 of 1 lead has no phone number, so Uservox cannot phone it.');
	});
});

test('numbers without a country code are sent, with a warning each and one hint that says what to do', async () => {
	await withSimulator({}, async (simulator) => {
		const phones = ['+12025550100', '(202) 555-0102', '555-0103', '447700900123', '07700 900124'];
		const rows = phones.map((phone, number) => person(number, { phone }));
		const node = await run(simulator, rows, BULK);
		expect(storedByRow(simulator).map(({ phone }) => phone)).toEqual([
			...['+12025550100', '2025550102', '5550103', '447700900123', '07700900124'],
		]);
		const warned = node.success.filter(({ json }) => json.warnings !== undefined);
		expect(warned.map(itemOf)).toEqual([1, 2, 4]);
		expect(warned[0]?.json.warnings).toEqual([
			{
				field: 'phone',
				message:
					'found "(202) 555-0102", whose country code is not certain. Enter it with + and its country code, or choose a Default Country under Options',
			},
		]);
		expect(node.hints[0]).toContain('3 of 5 leads have phone numbers without a country code that is certain.');
		const right = await run(simulator, rows.slice(1, 2), {
			...BULK,
			dryRun: true,
			options: { defaultCountry: 'US' },
		});
		expect(right.hints[0]).not.toContain('country code');
		expect(right.success[0]?.json).not.toHaveProperty('warnings');
	});
});

test('an agent hears that a lead has no number, or is not called', async () => {
	await withSimulator({}, async (simulator) => {
		const said = ['', 'unknown', 'not provided', 'N/A', 'null', null, 'none', 'ask her'];
		const asked = said.map((phone, number) => ({ phone, email: `lead${number}@example.com`, name: `Lead ${number}` }));
		const fields = mapped({ phone: '={{ $json.phone }}', email: '={{ $json.email }}', name: '={{ $json.name }}' });
		const node = await run(simulator, asked, { ...SINGLE, ...fields }, AS_TOOL);
		for (const { json } of node.success) {
			expect(json).toMatchObject({
				status: 'initiated',
				message: expect.stringContaining('The lead has no phone number, so Uservox cannot phone it.'),
				warnings: expect.arrayContaining([expect.objectContaining({ field: 'phone' })]),
			});
		}
		expect(node.success).toHaveLength(said.length);
		const stored = await run(simulator, [person(20, { Call: '' })], { ...SINGLE, ...fields, ...BY_COLUMN }, AS_TOOL);
		expect(stored.success[0]?.json).toMatchObject({
			status: 'initiated',
			message: '"Start Calling" has no value, so the lead is stored and not called.',
			warnings: [{ field: 'init' }],
		});
		const good = await run(simulator, [person(21)], { ...SINGLE, ...fields }, AS_TOOL);
		expect(good.success[0]?.json).toMatchObject({ status: 'initiated', phone: phoneOf(21) });
		expect(good.success[0]?.json).not.toHaveProperty('warnings');
		expect(good.success[0]?.json).not.toHaveProperty('message');
	});
});
