// The other example workflows, with rows, answers of forms and leads as people have them: nothing happens to anybody whom they do not name.
import type { IDataObject } from 'n8n-workflow';
import { textOf } from '../values';
import { PROCESS, phoneOf, withSimulator } from './support';
import { leads, runTemplate } from './templateRuns';

const id = (number: number) => String(leads[number]?._id);

test('large-import and its part call whom a row names, and note one outcome for each row', async () => {
	const rows: IDataObject[] = [
		{ referenceId: 'C-1', name: 'Ann', phone: phoneOf(11) },
		{ referenceId: 'N/A', name: 'Ben', phone: '+1 (201) 555-0112' },
		{ referenceId: 'N/A', name: 'Cem', phone: phoneOf(13), email: '-' },
		{ referenceId: 'C-4', name: 'Dan', phone: 'N/A' },
		{ referenceId: '', name: 'Eve', phone: '' },
		{ referenceId: null, name: '-', phone: phoneOf(14) },
		{ referenceId: 'C-7', name: 'Lead 1', phone: phoneOf(1) },
	];
	await withSimulator({ existing: leads }, async (simulator) => {
		const whole = await runTemplate(simulator, 'large-import', 'Now, by hand', { 'Read the sheet': rows });
		const parts = whole.items('Start the part').map(({ json }) => JSON.parse(textOf(json.jsonBody)) as IDataObject);
		expect(parts).toEqual([{ leads: rows }]);
		expect(simulator.books.arrivals).toEqual([]);

		const { status, items } = await runTemplate(simulator, 'large-import-part', 'A part arrives', {
			'A part arrives': parts.map((body) => ({ body })),
		});
		expect(status).toBe('success');
		expect(simulator.books.created.map(({ name }) => name).sort()).toEqual(['Ann', 'Ben', 'Cem']);
		const noted = items('Note the outcome').map(({ json }) => json['Uservox status']);
		expect(noted.sort()).toEqual([
			'alreadyExists',
			...Array<string>(3).fill('initiated'),
			...Array<string>(3).fill('invalidLead'),
		]);
	});
});

describe('speed-to-lead', () => {
	test.each<[string, IDataObject, number, number]>([
		['a person with a number', { Name: 'Ann', Phone: '+1 (201) 555-0111', Email: '', Topic: '' }, 1, 0],
		['a placeholder for the email', { Name: 'Ann', Phone: phoneOf(11), Email: 'N/A', Topic: null }, 1, 0],
		['a dash for the number', { Name: 'Ann', Phone: '-', Email: '' }, 0, 1],
		['no number', { Name: 'Ann', Phone: ' ' }, 0, 1],
		['no name', { Name: 'N/A', Phone: phoneOf(11) }, 0, 1],
		['somebody whom Uservox knows', { Name: 'Lead 1', Phone: phoneOf(1) }, 0, 1],
	])('an answer of the form: %s', async (_, answer, called, mails) => {
		await withSimulator({ existing: leads }, async (simulator) => {
			const start = 'Somebody fills in the form';
			const { items } = await runTemplate(simulator, 'speed-to-lead', start, { [start]: [answer] });
			expect(simulator.books.created).toHaveLength(called);
			expect(items('Mail: not called')).toHaveLength(mails);
			expect(simulator.books.initiated.size).toBe(called);
		});
	});

	test('mails the outcome of calls that came from the form, and of no other', async () => {
		const ids = ['form-1', 'crm-1', 'N/A', '', undefined, null, '-'];
		const calls = ids.map((referenceId, index) => ({ eventId: `e${index}`, referenceId, disposition: 'Interested' }));
		await withSimulator({}, async (simulator) => {
			const pins = { 'The call has ended': [...calls, { eventId: 'late', referenceId: 'form-2' }] };
			const { items } = await runTemplate(simulator, 'speed-to-lead', 'The call has ended', pins);
			expect(items('Mail: the outcome').map(({ json }) => json.subject)).toEqual(['Interested: call of form-1']);
		});
	});
});

test('daily-report lists those who are interested and changed today, and reads with nobody', async () => {
	const today = '2999-01-01T00:00:00.000Z';
	const known = [
		{ ...leads[0], currentState: 'interested', updatedAt: today },
		{ ...leads[1], currentState: 'interested', updatedAt: '2020-01-01T00:00:00.000Z' },
		{ ...leads[2], currentState: 'new', updatedAt: today },
		{ ...leads[3], name: undefined, currentState: 'interested', updatedAt: today },
	];
	const reported = async (existing: typeof known) =>
		await withSimulator({ existing }, async (simulator) => {
			const { status, items } = await runTemplate(simulator, 'daily-report', 'Now, by hand', {});
			expect(status).toBe('success');
			return items('Mail the report').map(({ json }) => textOf(json.html).match(/\d{7,}/g));
		});
	expect((await reported(known)).flat().sort()).toEqual(
		[phoneOf(0), phoneOf(3)].map((phone) => phone.replace('+', '')).sort(),
	);
	expect(await reported([])).toEqual([null]);
});

describe('stop-an-import', () => {
	const groups = ['north', ' north ', '', undefined, '-', 'south', 'North', 'north'];
	const existing = groups.map((groupId, number) => ({
		_id: `64d${String(number).padStart(21, '0')}`,
		name: `Lead ${number}`,
		phone: phoneOf(number),
		processId: PROCESS,
		groupId,
		...(number === 0 && { lastDisposition: 'Interested' }),
	}));

	test.each([
		['north', 'Stop them', [1, 7]],
		[' south ', 'Stop them', [5]],
		['north', 'Leave them', []],
		['north', '', []],
		['', 'Stop them', []],
		['  ', 'Stop them', []],
		['N/A', 'Stop them', []],
		['undefined', 'Stop them', []],
	])('the group "%s", "%s"', async (group, decision, stopped) => {
		await withSimulator({ existing }, async (simulator) => {
			const { status } = await runTemplate(simulator, 'stop-an-import', 'Which import?', {
				'Which import?': [{ Group: group }],
				'Really?': [{ 'What now?': decision }],
			});
			expect(status).toBe('success');
			const { updates } = simulator.books;
			expect(updates.map(({ body }) => ('leadId' in body ? body.leadId : undefined)).sort()).toStrictEqual(
				stopped.map((number) => existing[number]?._id),
			);
		});
	});
});

test('import-finished counts what rows say, and tells nobody of an import that is open or was none', async () => {
	const called = { 'Uservox status': 'initiated', 'Uservox lead ID': id(1) };
	const rows: IDataObject[] = [
		{ ...called, 'Call result': 'connected', 'Call outcome': 'Interested' },
		{ ...called, 'Call result': 'N/A' },
		{ ...called, 'Uservox lead ID': '-', 'Call result': '' },
		{ 'Uservox status': '', 'Call result': 'connected' },
		{ 'Uservox status': null },
		{},
		{ 'Uservox status': 'invalidLead' },
	];
	const open = { ...called, 'Uservox lead ID': 'f'.repeat(24) };
	await withSimulator({}, async (simulator) => {
		const told = async (sheet: IDataObject[]) =>
			(await runTemplate(simulator, 'import-finished', 'Now, by hand', { 'Read the sheet': sheet }))
				.items('Tell the team')
				.map(({ json }) => textOf(json.text).split('\n')[0]);
		expect(await told(rows)).toStrictEqual([
			'The import is finished: 3 leads were handed over, 1 of them reached, 2 without an outcome, 1 not called.',
		]);
		expect(await told([...rows, open])).toStrictEqual([]);
		expect(await told(rows.slice(3))).toStrictEqual([]);
	});
});
