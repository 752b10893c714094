// Nobody is lost: whatever is in a row, and wherever in the item, it leaves once, with what was read of it, and Success is what the books hold.
import type { IDataObject } from 'n8n-workflow';
import { effort } from '../effort';
import fc from '../properties';
import { BULK, byItem, expectEachItemOnce, phoneOf, run, withSimulator } from './support';

const nothing = fc.constantFrom('', ' ', '-', 'N/A', 'none', null, undefined, '#N/A', []);
const number = fc.nat(60).map(phoneOf);
const phone = fc.oneof(
	number,
	number.map((text) => text.slice(1)),
	number.map((text) => `p:${text}`),
	number.map((text) => `${text} (mobile)`),
	number.map((text) => `${text} x12`),
	fc.tuple(number, number).map(([one, other]) => `${one} / ${other}`),
	number.map((text) => [{ value: text, primary: true }]),
	fc.constantFrom('9.19888E+11', 'call after 9pm', '+9999999999', '12', true, 120255501.5, 2025550100),
);
const email = fc.oneof(
	fc.nat(60).map((index) => `lead.${index}@example.com`),
	fc.constantFrom('on request', 'a@example', 'A@EXAMPLE.com;', '<b@example.com>', 'a@example.com b@example.com'),
);
const cells = fc.record(
	{
		phone: fc.oneof({ weight: 4, arbitrary: phone }, { weight: 1, arbitrary: nothing }),
		email: fc.oneof(email, nothing),
		name: fc.oneof(
			{ weight: 5, arbitrary: fc.nat(60).map((index) => `Lead ${index}`) },
			{ weight: 1, arbitrary: nothing },
		),
		referenceId: fc.oneof(
			fc.nat(60).map((index) => `C-${index}`),
			fc.constantFrom('Facebook', 'Google'),
			nothing,
		),
	},
	{ requiredKeys: [] },
);
const headers = fc.constantFrom<Record<string, string>>(
	{ phone: 'phone', email: 'email', name: 'name', referenceId: 'referenceId' },
	{ phone: 'Mobile No.', email: 'E-mail', name: 'Full Name', referenceId: 'CRM ID' },
	{ phone: 'Your Phone Number', email: 'What is your email?', name: 'What’s your name?', referenceId: 'External ID' },
	{ phone: 'Teléfono', email: 'Correo', name: 'Nombre completo', referenceId: 'CRM ID' },
);
const container = fc.constantFrom<ReadonlyArray<string>>(
	[],
	[],
	['body'],
	['properties'],
	['fields'],
	['body', 'data'],
);

function itemOf(
	row: Partial<Record<string, unknown>>,
	names: Record<string, string>,
	path: readonly string[],
): IDataObject {
	const fields = Object.fromEntries(Object.entries(row).map(([field, value]) => [names[field], value])) as IDataObject;
	return path.reduceRight<IDataObject>((inner, key) => ({ other: 1, [key]: inner }), fields);
}

/** The digits and letters of a value, without what reading may take away. */
const traces = (value: unknown): string[] =>
	(JSON.stringify(value).match(/[a-z]+|\d+/gi) ?? []).filter((part) => !/^(?:value|primary|true|p|mobile)$/.test(part));

test('any rows, under any headers, in any container', async () => {
	let sent = 0;
	await fc.assert(
		fc.asyncProperty(
			fc.array(cells, { minLength: 1, maxLength: 20 }),
			headers,
			container,
			async (rows, names, path) => {
				await withSimulator({}, async (simulator) => {
					const items = rows.map((row) => itemOf(row, names, path));
					const node = await run(simulator, items, BULK, { settings: { onError: 'continueRegularOutput' } });
					expectEachItemOnce(node, items.length);
					const reported = node.success.map(({ json }) => json._id).sort();
					expect(reported).toEqual(simulator.books.created.map(({ _id }) => _id).sort());
					expect(simulator.books.duplicates).toEqual([]);
					sent += reported.length;
					const text = [...byItem(node)].map(([item, json]) => [item, JSON.stringify(json).toLowerCase()] as const);
					for (const [item, json] of text) {
						const row = rows[item] ?? {};
						for (const [field, value] of Object.entries(row)) {
							const isNothing = ['-', 'N/A', 'none', '#N/A', '', ' ', null, undefined].some((one) => one === value);
							if (isNothing || (Array.isArray(value) && value.length === 0)) continue;
							if (json.includes('emptyrow') || (field === 'email' && json.includes('"code":"nolead'))) continue;
							for (const trace of traces(value))
								expect([item, json]).toEqual([item, expect.stringContaining(trace.toLowerCase())]);
						}
					}
				});
			},
		),
		{ numRuns: effort(50, 300) },
	);
	expect(sent).toBeGreaterThan(effort(60, 400));
});
