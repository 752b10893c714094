// What the output panel says about a run is a sentence: the cause first, side issues after it, nothing in codes.
import { Summary } from '../../nodes/Uservox/initiate/emit/summary';
import { CODES, type ErrorCode } from '../../nodes/Uservox/model/codes';
import { failed as ended, type Outcome } from '../../nodes/Uservox/model/ended';
import { Reasons } from '../../nodes/Uservox/model/reasons';

const called = { start: { on: true } };
const stored = { start: { on: false } };
const sent: Outcome = { status: 'initiated', answer: {} };
const failed = (errorCode: ErrorCode, field?: string, code?: 'missing' | 'invalid' | 'emptyRow'): Outcome =>
	ended(errorCode, 'why', field === undefined ? {} : { details: [{ field, code, message: 'm' }] });
const times = <Value>(count: number, value: Value): Value[] => Array.from({ length: count }, () => value);

function summaryOf(ends: Array<[Outcome, typeof called]>, isDry = false): string {
	const summary = new Summary(isDry);
	for (const [outcome, subject] of ends) summary.add(outcome, subject);
	return summary.toString();
}

test.each<[string, Array<[Outcome, typeof called]>, boolean, string]>([
	['one', [[sent, called]], false, '1 lead sent.'],
	['all', times(3, [sent, called]), false, '3 leads sent.'],
	[
		'the cause first, then faults of the leads, then what is known or repeated',
		[
			...times<[Outcome, typeof called]>(9, [failed('alreadyExists'), called]),
			...times<[Outcome, typeof called]>(4, [failed('invalidLead', 'phone', 'missing'), called]),
			...times<[Outcome, typeof called]>(2, [sent, called]),
			...times<[Outcome, typeof called]>(6, [failed('processNotFound'), called]),
		],
		false,
		'2 of 21 leads sent. Not sent: 6 process not found, 4 without a phone or email, 9 already in Uservox.',
	],
	['stored only', times(3, [sent, stored]), false, '3 leads stored, not called.'],
	[
		'stored only, and none taken',
		[[failed('accessRefused'), stored]],
		false,
		'0 of 1 lead stored, not called. Not sent: 1 access refused.',
	],
	[
		'some stored',
		[
			[sent, called],
			[sent, stored],
		],
		false,
		'2 leads sent, 1 of them stored, not called.',
	],
	[
		'some that may have been sent',
		[
			[sent, called],
			[failed('unconfirmed'), called],
		],
		false,
		'1 of 2 leads sent. 1 lead may have been sent: look it up in Uservox before you send it again.',
	],
	['dry', times(2, [sent, called]), true, 'Dry run: 2 leads would be sent.'],
	[
		'dry, and nothing would be sent',
		[[failed('invalidLead', 'name', 'missing'), called]],
		true,
		'Dry run: 0 of 1 lead would be sent. Would not be sent: 1 without a name.',
	],
	['dry, and stored only', [[sent, stored]], true, 'Dry run: 1 lead would be stored, not called.'],
	[
		'known ones updated',
		[
			[sent, called],
			[{ status: 'initiated', answer: {}, updated: { existingLead: {} } }, called],
		],
		false,
		'1 of 2 leads sent, 1 known one updated.',
	],
	[
		'empty rows',
		times(2, [failed('invalidLead', 'lead', 'emptyRow'), called]),
		false,
		'0 of 2 leads sent. Not sent: 2 empty rows.',
	],
])('sums up a run: %s', (_what, ends, isDry, expected) => {
	expect(summaryOf(ends, isDry)).toBe(expected);
});

test.each(Object.keys(CODES) as ErrorCode[])('%s is said in words', (code) => {
	const reasons = new Reasons();
	reasons.add(code);
	expect(reasons.toString()).toMatch(/^1 [a-zA-Z ]+$/);
	expect(reasons.toString()).not.toMatch(/[a-z][A-Z]/);
});
