// Sheets with leads that Uservox knows, wherever they are: none of them is submitted, every new one goes out, in few requests.
import type { IDataObject } from 'n8n-workflow';
import type { SimulatorSettings } from '../simulator/serverState';
import type { Simulator } from '../simulator/server';
import { textOf } from '../values';
import type { NodeRun } from './engine';
import {
	BULK,
	byItem,
	codesOf,
	expectEachItemOnce,
	expectSuccessIsBooks,
	itemOf,
	knownFrom,
	mapped,
	OTHER_PROCESS,
	people,
	person,
	phoneOf,
	PROJECT,
	rowByName,
	run,
	SINGLE,
	sizesOf,
	storedByRow,
	withReferences,
	withSimulator,
} from './support';

const ROWS = 300;
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

/** The rows that are known, by where they are. */
const POSITIONS: Record<string, (known: number) => number[]> = {
	top: (known) => upTo(known),
	bottom: (known) => upTo(known).map((row) => ROWS - 1 - row),
	middle: (known) => upTo(known).map((row) => Math.floor((ROWS - known) / 2) + row),
	scattered: (known) => upTo(known).map((row) => Math.floor(((row + 0.5) * ROWS) / known)),
};
const FRACTIONS = { few: 5, half: ROWS / 2, most: ROWS - 20 };

const pagesOf = (leads: number) => Math.max(1, Math.ceil(leads / 100));

/** The new rows are on Success and in the books; the known ones are on Error, and none of them was submitted. */
function expectOnlyNewSent(node: NodeRun, simulator: Simulator, rows: number, known: ReadonlySet<number>): void {
	expectEachItemOnce(node, rows);
	expectSuccessIsBooks(node, simulator);
	expect(new Set(node.error.map(itemOf))).toEqual(known);
	expect(node.success).toHaveLength(rows - known.size);
	expect(simulator.books.duplicates).toEqual([]);
	expect(simulator.books.blocks).toEqual([]);
}

describe('a sheet with known leads', () => {
	const sheets = Object.keys(POSITIONS).flatMap((position) =>
		Object.entries(FRACTIONS).flatMap(([fraction, known]) => [
			[fraction, position, 'with reference ids', known, withReferences] as const,
			[fraction, position, 'without', known, people] as const,
		]),
	);

	test.each(sheets)(
		'none of them is sent, and all others are: %s at the %s, %s',
		async (_fraction, position, _references, known, rowsOf) => {
			const rows = rowsOf(ROWS);
			const knownRows = new Set(POSITIONS[position]?.(known) ?? []);
			expect(knownRows.size).toBe(known);
			await withSimulator({ existing: knownFrom(rows, knownRows) }, async (simulator) => {
				const node = await run(simulator, rows, BULK);
				expectOnlyNewSent(node, simulator, ROWS, knownRows);
				expect(codesOf(node.error)).toEqual({ alreadyExists: known });
				const idByName = new Map([...simulator.world.leads.values()].map(({ name, _id }) => [name, _id]));
				for (const { json } of node.error) {
					expect(json).toMatchObject({ retryable: false, existingLead: { _id: expect.any(String) } });
					const { lead, existingLead } = json as { lead: IDataObject; existingLead: IDataObject };
					expect(existingLead._id).toBe(idByName.get(textOf(lead.name)));
				}
				// The list, page by page, then requests that grow until full batches may follow.
				const { byKind } = simulator.books.summary();
				expect(byKind).toMatchObject({ query: pagesOf(known), get: 0, single: 0, other: 0 });
				expect(byKind.bulk).toBeLessThanOrEqual(14);
				expect(node.hints.join(' ')).toContain(
					`${known} of ${ROWS} leads are known to Uservox and were not sent; found out with ${pagesOf(known)} request`,
				);
			});
		},
	);

	test('leads that go out one by one: no known one is sent, and all others are', async () => {
		const rows = people(60);
		const knownRows = new Set([3, 30, 57, 58, 59]);
		await withSimulator({ existing: knownFrom(rows, knownRows) }, async (simulator) => {
			expectOnlyNewSent(await run(simulator, rows, SINGLE), simulator, 60, knownRows);
			expect(simulator.books.summary().byKind).toMatchObject({ query: 1, single: 55, bulk: 0, get: 0 });
		});
	});

	test('leads go out in random order, so that the first ones are typical of the rest', async () => {
		await withSimulator({}, async (simulator) => {
			await run(simulator, people(100), BULK);
			const order = simulator.books.created.map(rowByName);
			expect(order).toHaveLength(100);
			expect(order).not.toEqual([...order].sort((one, other) => one - other));
			// The first 20 come from the whole sheet: that all are in one half of it has a chance of 2 in 10 million.
			expect(order.slice(0, 20).some((row) => row >= 50)).toBe(true);
			expect(order.slice(0, 20).some((row) => row < 50)).toBe(true);
		});
	});

	test('known by email alone, in another process, though the phone is new', async () => {
		const rows = people(40, (number) => ({ email: `Lead.${number}@example.com` }));
		const known = new Set([0, 20, 39]);
		const existing = [...known].map((number) => ({ email: `lead.${number}@example.com`, processId: OTHER_PROCESS }));
		await withSimulator({ existing }, async (simulator) => {
			expectOnlyNewSent(await run(simulator, rows, BULK), simulator, 40, known);
		});
	});

	test('known by the same number, written differently', async () => {
		const numbers = upTo(30).map((number) => `79009${String(number).padStart(5, '0')}`);
		// Kept by Uservox with a country code; in the sheet as people write it, with and without.
		const rows = numbers.map((number, row) => ({
			name: `Lead ${row}`,
			phone: [`0${number}`, `+44 ${number}`, `0044${number}`, `44${number}`][row % 4] ?? '',
		}));
		const known = new Set([0, 1, 2, 3, 26, 27, 28, 29]);
		const settings: SimulatorSettings = {
			phoneForm: 'e164',
			countryCode: '44',
			existing: [...known].map((row) => ({ phone: `+44${numbers[row]}` })),
		};
		await withSimulator(settings, async (simulator) => {
			expectOnlyNewSent(await run(simulator, rows, BULK), simulator, 30, known);
		});
	});

	test('a few leads are looked up, whatever the size of the project: one question each', async () => {
		const rows = people(3);
		const existing = [
			...knownFrom(rows, new Set([1])),
			...people(900)
				.slice(100)
				.map(({ phone }) => ({ phone: textOf(phone) })),
		];
		await withSimulator({ existing }, async (simulator) => {
			expectOnlyNewSent(await run(simulator, rows, BULK), simulator, 3, new Set([1]));
			expect(simulator.books.summary().byKind).toMatchObject({ query: 3, get: 0, bulk: 1 });
		});
	});

	test('in a large project, looking up is chosen where it takes fewer questions than the list', async () => {
		const rows = people(8);
		const others = people(2_000).slice(100);
		const existing = [...knownFrom(rows, new Set([0, 7])), ...others.map(({ phone }) => ({ phone: textOf(phone) }))];
		await withSimulator({ existing }, async (simulator) => {
			expectOnlyNewSent(await run(simulator, rows, BULK), simulator, 8, new Set([0, 7]));
			// A page that tells the total, 19 more would be needed, and a question for each lead that it does not show.
			expect(simulator.books.summary().byKind.query).toBeLessThanOrEqual(1 + 8);
		});
	});
});

describe('the same sheet, next morning', () => {
	test.each([
		['on top', (rows: IDataObject[], added: IDataObject[]) => [...added, ...rows]],
		['at the bottom', (rows: IDataObject[], added: IDataObject[]) => [...rows, ...added]],
		[
			'in between',
			(rows: IDataObject[], added: IDataObject[]) => rows.flatMap((row, at) => [...added.slice(at, at + 1), row]),
		],
	])('with new rows %s: only those go out', async (_where, join) => {
		for (const rowsOf of [people, withReferences]) {
			await withSimulator({}, async (simulator) => {
				const [rows, added] = [rowsOf(220).slice(0, 200), rowsOf(220).slice(200)];
				const first = await run(simulator, rows, BULK);
				expect(first.success).toHaveLength(200);
				const requests = sizesOf(simulator).length;
				const sheet = join(rows, added);
				const second = await run(simulator, sheet, BULK);
				expectEachItemOnce(second, 220);
				expect(second.success.map(({ json }) => json.name).sort()).toEqual(added.map(({ name }) => name).sort());
				expect(codesOf(second.error)).toEqual({ alreadyExists: 200 });
				expect(
					sizesOf(simulator)
						.slice(requests)
						.reduce((sum, leads) => sum + leads, 0),
				).toBe(20);
				expect(simulator.books.created).toHaveLength(220);
				expect(simulator.books.duplicates).toEqual([]);
				// And once more, nothing new in it: nothing goes out, and the execution does not fail.
				const third = await run(simulator, sheet, BULK);
				expect(third.thrown).toBeUndefined();
				expect(codesOf(third.error)).toEqual({ alreadyExists: 220 });
				expect(simulator.books.created).toHaveLength(220);
			});
		}
	});
});

describe('a list of another kind than documented', () => {
	const rows = people(ROWS);
	const known = new Set(POSITIONS.scattered?.(150));

	test.each<[string, SimulatorSettings, number]>([
		['pages of 25 where 100 are asked for', { maximumPage: 25 }, 6],
		['pages of 100 are refused', { maximumPage: 10, limitTooLarge: 'refused' }, 16],
		['oldest first', { listOrder: 'oldest' }, 2],
		['by id', { listOrder: 'id' }, 2],
		// Without a total, the page that is empty is the end.
		['no total', { pagination: 'withoutTotal' }, 3],
		['no pagination', { pagination: 'missing' }, 3],
	])('all known leads are found, and no more is asked than it takes: %s', async (_name, settings, questions) => {
		await withSimulator({ ...settings, existing: knownFrom(rows, known) }, async (simulator) => {
			expectOnlyNewSent(await run(simulator, rows, BULK), simulator, ROWS, known);
			expect(simulator.books.summary().byKind).toMatchObject({ query: questions, get: 0 });
		});
	});

	test.each<[string, SimulatorSettings]>([
		['another order at each page', { listOrder: 'changing' }],
		['leads added by others while it is read', { listChanges: { adds: 3 } }],
		['more leads added than a page holds, while it is read', { listChanges: { adds: 250 } }],
		['leads added anywhere while it is read', { listChanges: { adds: 3, at: 'anywhere' } }],
		['phones masked', { alwaysMasked: 'query', phoneFilter: 'digits' }],
	])('all known leads are found: %s', async (_name, settings) => {
		await withSimulator({ ...settings, existing: knownFrom(rows, known), requestsPerWindow: 0 }, async (simulator) => {
			const options = { requestsPerWindow: 1_000 };
			expectOnlyNewSent(await run(simulator, rows, { ...BULK, options }), simulator, ROWS, known);
		});
	});

	test('phones masked: leads with a reference ID and an email are looked up by phone alone, and only those that the list does not show', async () => {
		const referenced = withReferences(120).map((row, index) => ({ ...row, email: `lead.${index}@example.com` }));
		const some = new Set([0, 1, 50, 118, 119]);
		const settings = { alwaysMasked: 'query' as const, phoneFilter: 'digits' as const, requestsPerWindow: 0 };
		await withSimulator({ ...settings, existing: knownFrom(referenced, some) }, async (simulator) => {
			const node = await run(simulator, referenced, { ...BULK, options: { requestsPerWindow: 1_000 } });
			expectOnlyNewSent(node, simulator, 120, some);
			expect(simulator.books.summary().byKind).toMatchObject({ query: 1 + 115, get: 0 });
		});
	});

	test.each<[string, IDataObject]>([
		['403', { code: 403 }],
		['404', { code: 404 }],
		['400', { code: 400, body: '{"error":"limit is not supported"}' }],
	])('the list cannot be had (%s): leads with a reference id are looked up by it', async (_name, { code, body }) => {
		const referenced = withReferences(100);
		const some = new Set([0, 1, 2, 50, 97, 98, 99]);
		const fault = {
			type: 'status' as const,
			code: Number(code),
			...(body === undefined ? {} : { body: textOf(body) }),
		};
		const faults = [{ match: { kind: 'query' as const, times: 'always' as const }, fault }];
		const settings = { existing: knownFrom(referenced, some), faults, requestsPerWindow: 0 };
		await withSimulator(settings, async (simulator) => {
			const node = await run(simulator, referenced, { ...BULK, options: { requestsPerWindow: 1_000 } });
			expectOnlyNewSent(node, simulator, 100, some);
			expect(simulator.books.summary().byKind.get).toBe(100);
		});
	});
});

describe('a number that another process already has', () => {
	const rows = people(ROWS);
	const elsewhere = new Set(POSITIONS.scattered?.(60));
	const existing = knownFrom(rows, elsewhere, { processId: OTHER_PROCESS, called: true });

	test('is refused: one lead finds it out, the others of its kind stay unsent', async () => {
		await withSimulator({ existing, phoneInOtherProcess: 'refused' }, async (simulator) => {
			const node = await run(simulator, rows, BULK);
			expectEachItemOnce(node, ROWS);
			expectSuccessIsBooks(node, simulator);
			expect(node.success).toHaveLength(ROWS - 60);
			expect(new Set(node.error.map(itemOf))).toEqual(elsewhere);
			expect(simulator.books.duplicates).toHaveLength(1);
			expect(codesOf(node.error)).toEqual({ alreadyExists: 1, alreadyCalled: 59 });
			for (const { json } of node.error) expect(json.existingLead).toMatchObject({ processId: OTHER_PROCESS });
		});
	});

	test('is accepted: a second campaign to the same people is sent in full', async () => {
		await withSimulator({ existing, phoneInOtherProcess: 'accepted' }, async (simulator) => {
			const node = await run(simulator, rows, BULK);
			expectEachItemOnce(node, ROWS);
			expectSuccessIsBooks(node, simulator);
			expect(node.success).toHaveLength(ROWS);
			expect(simulator.books.acceptedAgain.every(({ sameProcess }) => !sameProcess)).toBe(true);
		});
	});
});

test('a project that takes a number twice: known leads of the process are not sent, and nobody is called twice', async () => {
	const rows = people(200);
	const known = new Set([0, 1, 2, 100, 199]);
	const settings = { existing: knownFrom(rows, known), phoneInSameProcess: 'accepted' as const };
	await withSimulator(settings, async (simulator) => {
		expectOnlyNewSent(await run(simulator, rows, BULK), simulator, 200, known);
		await run(simulator, rows, BULK);
		expect(simulator.books.acceptedAgain).toEqual([]);
		expect(simulator.books.created).toHaveLength(195);
	});
});

test('one number written in several ways in one sheet: the first is sent, the others say which it was', async () => {
	const notations = [
		'+44 7700 900123',
		'07700 900123',
		'0044 7700 900123',
		'447700900123',
		'7700900123',
		'+447700900123',
	];
	for (const first of notations) {
		const items = [first, ...notations.filter((notation) => notation !== first)].map((phone, row) => ({
			phone,
			name: `Lead ${row}`,
		}));
		items.push({ phone: '+44 7700 900124', name: 'Lead 6' });
		await withSimulator({ phoneForm: 'e164', countryCode: '44' }, async (simulator) => {
			const node = await run(simulator, items, BULK);
			expectEachItemOnce(node, 7);
			expect(node.success.map(itemOf)).toEqual([0, 6]);
			expect(codesOf(node.error)).toEqual({ duplicateInInput: 5 });
			for (const { json } of node.error) expect(json.error).toContain('item 1 (counted from 1)');
			expect(storedByRow(simulator).map(({ phone }) => phone)).toEqual(['+447700900123', '+447700900124']);
			expect(simulator.books.duplicates).toEqual([]);
		});
	}
});

test('each field mapped by an expression: what Uservox knows is found all the same', async () => {
	const rows = people(20).map(({ name, phone }, row) => ({ who: name, at: phone, id: `R-${row}` }));
	const existing = [{ referenceId: 'R-3' }, { phone: phoneOf(17) }];
	const fields = mapped({ name: '={{ $json.who }}', phone: '={{ $json.at }}', referenceId: '={{ $json.id }}' });
	await withSimulator({ existing }, async (simulator) => {
		const node = await run(simulator, rows, { ...BULK, ...fields, projectId: PROJECT });
		expectOnlyNewSent(node, simulator, 20, new Set([3, 17]));
		expect(byItem(node).get(3)?.error).toMatch(/another lead with the same reference ID|same reference ID/);
	});
});

test('a known reference id that belongs to somebody else says so: row numbers make poor reference ids', async () => {
	await withSimulator({ existing: [{ referenceId: '1', phone: phoneOf(90), name: 'Somebody' }] }, async (simulator) => {
		const node = await run(simulator, [person(0, { referenceId: '1' }), person(1, { referenceId: '2' })], BULK);
		expectOnlyNewSent(node, simulator, 2, new Set([0]));
		expect(node.error[0]?.json.error).toMatch(/another lead with the same reference ID.*reference ID of its own/);
	});
});
