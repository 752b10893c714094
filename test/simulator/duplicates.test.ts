// What counts as a duplicate, how it is told, and what it leads to: both ways where the vendor says nothing.
import { createWorld, type SimulatorSettings } from './serverState';
import {
	bulk,
	BULK,
	known,
	lead,
	leads,
	FOREIGN,
	parsed,
	phoneOf,
	OTHER_PROCESS,
	send,
	shown,
	SINGLE,
	START,
	type Fields,
} from './support';

/** Whether a new lead is taken. */
const takes = (settings: SimulatorSettings, fields: Fields = {}) =>
	bulk(createWorld(settings), [lead(0, fields)]).errors.length === 0;

describe('which phone counts', () => {
	test.each([
		['refused', false],
		['accepted', true],
	] as const)('in another process of the project: %s', (phoneInOtherProcess, isTaken) => {
		const settings = { phoneInOtherProcess, existing: known(1, { processId: OTHER_PROCESS }) };
		expect(takes(settings)).toBe(isTaken);
		expect(takes(settings, { processId: OTHER_PROCESS })).toBe(false);
		expect(takes({ ...settings, existing: known(1, { projectId: FOREIGN }) })).toBe(true);
	});

	test('a project that accepts a number twice: the books show who is called twice, and by whom', () => {
		const world = createWorld({ phoneInSameProcess: 'accepted', existing: known(1, { _id: FOREIGN }) });
		expect(bulk(world, [lead(0), lead(1), lead(1), lead(2)]).errors).toEqual([]);
		expect(world.books.acceptedAgain).toMatchObject([
			{ arrival: 0, originalId: FOREIGN, original: 'knownBefore', sameProcess: true },
			{ arrival: 0, original: 'thisRun', sameProcess: true },
		]);
		expect(world.books.duplicates).toEqual([]);
		expect(world.books.summary()).toMatchObject({ acceptedAgain: 2, leadsCreated: 4 });
	});

	test('email in the project and reference id in the process count even then', () => {
		const existing = known(1, { email: 'a@example.com', referenceId: 'r', processId: OTHER_PROCESS });
		const settings = { existing, phoneInOtherProcess: 'accepted', phoneInSameProcess: 'accepted' } as const;
		expect(takes(settings, { email: 'A@example.com' })).toBe(false);
		expect(takes(settings, { referenceId: 'r' })).toBe(true);
		expect(takes(settings, { referenceId: 'r', processId: OTHER_PROCESS })).toBe(false);
	});

	test('the project’s setting for live leads: a number counts until its lead has ended', () => {
		const settings = { phoneInSameProcess: 'accepted', requireUniquePhones: true } as const;
		expect(takes({ ...settings, existing: known(1) })).toBe(false);
		expect(takes({ ...settings, existing: known(1, { currentState: 'lost' }) })).toBe(true);
		expect(takes({ ...settings, existing: known(1, { archived: true }) })).toBe(true);
	});

	test('a number that counts only once it was called', () => {
		const settings = { phoneCounts: 'called' } as const;
		expect(takes({ ...settings, existing: known(1) })).toBe(true);
		expect(takes({ ...settings, existing: known(1, { called: true }) })).toBe(false);
		expect(takes({ ...settings, calledNumbers: [phoneOf(0)] })).toBe(false);
		const world = createWorld(settings);
		send(world, BULK, { leads: [lead(0)], init: false });
		expect(bulk(world, [lead(0)]).errors).toEqual([]);
		expect(bulk(world, [lead(0)]).errors).toMatchObject([
			{ error: 'A call attempt has already been made to this phone number for this project' },
		]);
		expect(world.books.duplicates).toMatchObject([{ reason: 'called', original: 'thisRun', originalArrival: 1 }]);
	});
});

describe('ways of writing one number', () => {
	const notations = ['+91 99900-00001', '00919990000001', '09990000001', '9990000001', '919990000001'];

	test('kept as sent: different digits are different people', () => {
		const sent = notations.map((phone, number) => lead(number, { phone }));
		// With + and without: the same digits.
		expect(bulk(createWorld(), sent).errors).toHaveLength(1);
	});

	test('kept in E.164: all are one, and shown in that form', () => {
		const world = createWorld({ phoneForm: 'e164', countryCode: '91' });
		const { success, errors } = bulk(
			world,
			notations.map((phone, number) => lead(number, { phone })),
		);
		expect([success.length, errors.length]).toEqual([1, 4]);
		expect(success[0]?.phone).toBe('+919990000001');
		expect(shown(world, { leadId: String(success[0]?._id) })).toMatchObject({ phone: '+919990000001' });
	});

	test('kept as sent, but compared in E.164', () => {
		const world = createWorld({ samePhone: 'e164', existing: [{ phone: '09990000001' }] });
		expect(bulk(world, [lead(1, { phone: '+919990000001' })]).errors).toHaveLength(1);
	});

	test('kept as digits', () => {
		const world = createWorld({ phoneForm: 'digits' });
		expect(bulk(world, [lead(1, { phone: '+91 99900-00001' })]).success[0]?.phone).toBe('919990000001');
	});

	test.each([
		['61', '0491 570 006', '+61491570006'],
		['44', '07700 900123', '+447700900123'],
		['1', '(212) 555-0123', '+12125550123'],
	])('country code %s: %s is kept as %s', (countryCode, phone, kept) => {
		const world = createWorld({ phoneForm: 'e164', countryCode });
		expect(bulk(world, [lead(1, { phone })]).success[0]?.phone).toBe(kept);
	});
});

describe('how a duplicate is reported', () => {
	test.each(['{field} is already present', 'This {field} has already been added'])('in the words "%s"', (words) => {
		const world = createWorld({ existing: known(2), duplicateMessage: words });
		const error = words.replace('{field}', 'phone');
		expect(bulk(world, [lead(0)]).errors).toEqual([{ data: lead(0), error }]);
		expect(parsed(send(world, SINGLE, { lead: lead(1) }))).toEqual({ status: 400, body: { error } });
		expect(world.books.duplicates).toHaveLength(2);
	});

	test.each([403, 409, 422] as const)('with status %i for a lead alone, bad data with 400', (duplicateStatus) => {
		const world = createWorld({ existing: known(1), duplicateStatus, statusInEntries: true });
		expect(send(world, SINGLE, { lead: lead(0) }).status).toBe(duplicateStatus);
		expect(send(world, SINGLE, { lead: lead(1, { name: '' }) }).status).toBe(400);
		expect(bulk(world, [lead(0)]).errors).toMatchObject([{ status: duplicateStatus }]);
	});

	test.each([207, 400, 409, 422] as const)('in a bulk answer with status %i that still has both lists', (status) => {
		const settings = { existing: known(1), bulkErrorStatus: status };
		const mixed = createWorld(settings);
		expect(bulk(mixed, leads(2))).toMatchObject({ status, success: [{ name: 'Lead 1' }], errors: [{}] });
		expect(bulk(mixed, leads(1, 5)).status).toBe(200);
		const all = createWorld({ ...settings, bulkErrorStatusWhen: 'all' });
		expect(bulk(all, leads(2)).status).toBe(200);
		expect(bulk(all, leads(1)).status).toBe(status);
	});
});

test('a duplicate may be all that a bulk request is answered, though its other leads are stored', () => {
	const world = createWorld({ existing: known(1), duplicateHidesOthers: true, duplicateStatus: 409 });
	const { status, body } = parsed(send(world, BULK, { leads: leads(3) }));
	expect({ status, keys: Object.keys(body) }).toEqual({ status: 409, keys: ['error'] });
	expect(world.books.created).toHaveLength(2);
	expect(world.books.duplicates).toHaveLength(1);
});

describe('what it leads to', () => {
	test.each([
		[false, 0],
		[true, 1],
	])('bad data counts like duplicates: %s', (badDataCounts, blocks) => {
		const world = createWorld({ badDataCounts, refusals: { [phoneOf(5)]: 'On the do-not-call list' } });
		const bad = [...leads(5).map((one) => ({ ...one, phone: '12' })), lead(5)];
		expect(bulk(world, bad).errors).toHaveLength(6);
		expect(world.books.badLeads).toHaveLength(6);
		expect(world.books.badLeads[5]).toMatchObject({ arrival: 0, error: 'On the do-not-call list' });
		expect(world.books.duplicates).toEqual([]);
		expect(world.books.blocks).toHaveLength(blocks);
	});

	test('the books name each duplicate: by which request, of which lead', () => {
		const world = createWorld({ existing: known(1, { _id: FOREIGN }) });
		const created = bulk(world, [lead(1)]).success[0];
		bulk(world, [lead(0), lead(1), lead(2)]);
		expect(world.books.duplicatesOf(1)).toMatchObject([
			{ lead: lead(0), originalId: FOREIGN, original: 'knownBefore' },
			{ lead: lead(1), originalId: created?._id, original: 'thisRun', originalArrival: 0 },
		]);
		expect(world.books.duplicatesOf(0)).toEqual([]);
	});

	const six = { leads: Array.from({ length: 7 }, () => lead(0)) };

	test('longer blocks: each is a multiple of the one before', () => {
		const world = createWorld({ blockMs: 1_000, blockGrowth: 3, duplicateWindowMs: 500 });
		const ask = (at: number) => send(world, '/leads/get', undefined, START + at).status;
		send(world, BULK, six);
		expect([ask(999), ask(1_000)]).toEqual([429, 400]);
		send(world, BULK, six, START + 2_000);
		expect([ask(4_999), ask(5_000)]).toEqual([429, 400]);
		expect(world.books.blocks).toEqual([START, START + 2_000]);
	});

	test('repeated blocks: one duplicate is enough after the first', () => {
		const world = createWorld({ blockMs: 1_000, duplicateWindowMs: 500, duplicateLimitAfterBlock: 0 });
		send(world, BULK, six);
		send(world, SINGLE, { lead: lead(0) }, START + 2_000);
		expect(world.books.blocks).toEqual([START, START + 2_000]);
	});

	test('a request with a blocked key may start its block again', () => {
		const world = createWorld({ blockMs: 1_000, blockedRequestsExtend: true, blockedMessage: 'Key suspended' });
		const ask = (at: number) => send(world, '/leads/get', undefined, START + at);
		send(world, BULK, six);
		expect(parsed(ask(900)).body).toEqual({ success: false, error: 'Key suspended' });
		expect([ask(1_800).status, ask(2_700).status, ask(3_700).status]).toEqual([429, 429, 400]);
	});
});

describe('lead credits', () => {
	const message = 'Insufficient lead credits. You need 4 credits but only have 3 remaining.';

	test.each([400, 402, 403] as const)(
		'too few: the whole request is refused with %i, and nothing is stored',
		(status) => {
			const world = createWorld({ credits: 3, creditsStatus: status });
			expect(parsed(send(world, BULK, { leads: leads(4) }))).toEqual({ status, body: { error: message } });
			expect(world.books.summary()).toMatchObject({ leadsCreated: 0, creditsUsed: 0 });
			expect(bulk(world, leads(3)).success).toHaveLength(3);
			expect(send(world, SINGLE, { lead: lead(9) }).status).toBe(status);
			expect(world.books.creditsUsed).toBe(3);
		},
	);

	test('too few: lead by lead; a refused lead uses none; a top-up helps', () => {
		const world = createWorld({ credits: 3, creditsRefuse: 'lead', creditsStatus: 402, existing: known(1) });
		const { success, errors } = bulk(world, leads(6));
		expect([success.length, errors.length]).toEqual([3, 3]);
		expect(errors[1]?.error).toBe('Insufficient lead credits. You need 1 credits but only have 0 remaining.');
		expect(send(world, SINGLE, { lead: lead(5) }).status).toBe(402);
		expect([world.books.duplicates.length, world.books.badLeads.length]).toEqual([1, 0]);
	});

	test.each([
		[false, 200, 0],
		[true, 400, 0],
	])('starting an existing lead uses one: %s', (creditsForExisting, status, used) => {
		const world = createWorld({ credits: 0, creditsForExisting, existing: known(1, { _id: FOREIGN }) });
		expect(send(world, SINGLE, { leadId: FOREIGN }).status).toBe(status);
		expect(world.books.creditsUsed).toBe(used);
	});
});

test.each([
	['No more than {maximum} leads at once', 400],
	['Batch of leads is too large', 413],
] as const)('too many leads, in other words: %s', (maximumMessage, maximumStatus) => {
	const world = createWorld({ maximumLeads: 2, maximumMessage, maximumStatus });
	expect(parsed(send(world, BULK, { leads: leads(3) }))).toEqual({
		status: maximumStatus,
		body: { error: maximumMessage.replace('{maximum}', '2') },
	});
});
