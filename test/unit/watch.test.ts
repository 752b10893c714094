// When a call counts as ended: what is seen at one look after another, in every shape that activities may have.
import type { IDataObject } from 'n8n-workflow';
import { callOf } from '../../nodes/Uservox/operations/lead/wait/calls';
import { AS_NEW, handedOver, type HandedOver } from '../../nodes/Uservox/operations/lead/wait/handedOver';
import { CallWatch, StateWatch, type Sight } from '../../nodes/Uservox/operations/lead/wait/watch';

const LEAD = '64c000000000000000000001';
const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const ms = (second: number) => Date.parse(at(second));

/** A call in the shape that GET /leads/activity/get gives. */
const call = (id: string, began: number, ended?: number, callStatus = 'completed') => ({
	_id: id,
	type: 'call',
	status: ended === undefined ? 'in_progress' : 'success',
	createdAt: at(began),
	...(ended === undefined ? {} : { completedAt: at(ended), result: { callStatus, duration: 5 } }),
});
const plan = (id: string, when: number) => ({
	_id: id,
	type: 'schedule',
	status: 'success',
	createdAt: at(when),
	completedAt: at(when),
});

type Shown = Record<string, unknown>;
const OPEN: Sight = { kind: 'open' };
const ENDED: Sight = { kind: 'ended', isComplete: true };
const LATE: Sight = { kind: 'ended', isComplete: false };
const asksFor = (...activities: string[]): Sight => ({ kind: 'unclear', activities });

/** What a watch says of one look after the other. What it asks for is answered from `known`. */
function sights(looks: Shown[], handedOver?: HandedOver, known: Record<string, unknown> = {}): Sight[] {
	const watch = new CallWatch(() => handedOver);
	return looks.flatMap((lead) => {
		const details = new Map<string, ReturnType<typeof callOf>>();
		const said: Sight[] = [];
		for (;;) {
			const sight = watch.look({ _id: LEAD, ...lead }, details);
			said.push(sight);
			if (sight.kind !== 'unclear') return said;
			for (const id of sight.activities) details.set(id, id in known ? callOf(known[id]) : {});
		}
	});
}

describe('activities in full', () => {
	test.each<[string, Shown[], HandedOver | undefined, Sight[]]>([
		[
			'a call begins and ends',
			[
				{ activities: [] },
				{ activities: [plan('p', 1)] },
				{ activities: [plan('p', 1), call('a', 2)] },
				{ activities: [plan('p', 1), call('a', 2, 9)], updatedAt: at(9) },
			],
			undefined,
			[OPEN, OPEN, OPEN, ENDED],
		],
		[
			'one that was under way ends',
			[{ activities: [call('a', 2)] }, { activities: [call('a', 2, 9)] }],
			undefined,
			[OPEN, LATE],
		],
		[
			'one that was over before does not count',
			[{ activities: [call('a', 2, 9)] }, { activities: [call('a', 2, 9)] }],
			undefined,
			[OPEN, OPEN],
		],
		[
			'the next one does, whichever comes first in the list',
			[
				{ activities: [call('a', 2, 9)] },
				{ activities: [call('b', 20), call('a', 2, 9)] },
				{ activities: [call('b', 20, 30, 'busy'), call('a', 2, 9)] },
			],
			undefined,
			[OPEN, OPEN, LATE],
		],
		['a new lead: every call counts', [{ activities: [call('a', 2, 2)], updatedAt: at(2) }], AS_NEW, [ENDED]],
		[
			'one that ended after the lead was handed over',
			[{ activities: [call('a', 2, 9)], updatedAt: at(9) }],
			{ since: ms(8) },
			[ENDED],
		],
		[
			'one that was under way then, and ended later',
			[{ activities: [call('a', 2, 9)], updatedAt: at(10) }],
			{ since: ms(5) },
			[ENDED],
		],
		[
			'one that ended before, or with the last change',
			[{ activities: [call('a', 2, 9)] }, { activities: [call('a', 2, 9)] }],
			{ since: ms(9) },
			[OPEN, OPEN],
		],
		[
			'a disposition that somebody sets ends no call',
			[{ activities: [] }, { activities: [], lastDisposition: 'Lost' }],
			undefined,
			[OPEN, OPEN],
		],
		[
			'attempts: the first one is enough',
			[{ activities: [] }, { activities: [call('a', 2, 5, 'busy'), call('b', 6)] }],
			undefined,
			[OPEN, LATE],
		],
	])('a call is over when its activity says so: %s', (_name, looks, handedOver, expected) => {
		expect(sights(looks, handedOver)).toEqual(expected);
	});

	test.each<[string, Shown, Sight]>([
		['a new disposition', { lastDisposition: 'Interested' }, ENDED],
		['the lead was changed after the end', { lastDisposition: 'Attempted', updatedAt: at(9) }, ENDED],
		['nothing yet', { lastDisposition: 'Attempted', updatedAt: at(2) }, LATE],
		['no times', { lastDisposition: 'Attempted' }, LATE],
	])('the outcome may come late: %s', (_name, lead, expected) => {
		const before = { activities: [call('a', 2)], lastDisposition: 'Attempted' };
		expect(sights([before, { activities: [call('a', 2, 9)], ...lead }])).toEqual([OPEN, expected]);
	});
});

describe('words for a call', () => {
	test.each([
		[{ status: 'in_progress' }, false],
		[{ status: 'In Progress' }, false],
		[{ status: 'success', result: { callStatus: 'ringing' } }, false],
		[{ status: 'success', completedAt: null }, true],
		[{ status: 'queued', completedAt: at(3) }, true],
		[{ result: { callStatus: 'no one there' } }, true],
		[{ callStatus: 'BUSY' }, true],
		[{ status: 'not-connected' }, true],
		[{ result: { callStatus: 'answered' } }, undefined],
		[{ status: 'rumpelstiltskin' }, undefined],
		[{}, undefined],
	])('%j: over %p', (activity, isOver) => {
		expect(callOf({ _id: 'a', type: 'call', ...activity })).toMatchObject({ id: 'a', isOver });
	});

	test.each([[{ type: 'schedule' }], [{ type: 'whatsapp' }], [null], [7], ['']])('%j is no call', (activity) => {
		expect(callOf(activity)).toBe('noCall');
	});
});

describe('activities in other shapes', () => {
	const over = { status: 'completed', type: 'call' };
	const goes = { status: 'in_progress', type: 'call' };

	test('in brief, without times: what is over at the first look counts for a new lead alone', () => {
		const brief = { activities: [{ activityId: 'a', ...over }] };
		expect(sights([brief, brief])).toEqual([OPEN, OPEN]);
		expect(sights([brief], AS_NEW)).toEqual([LATE]);
	});

	test('in brief: when it ended is asked for where the time of the hand-over is known', () => {
		const brief = { activities: [{ activityId: 'a', ...over }] };
		const known = { a: call('a', 2, 9) };
		expect(sights([brief], { since: ms(5) }, known)).toEqual([asksFor('a'), LATE]);
		expect(sights([brief], { since: ms(10) }, known)).toEqual([asksFor('a'), OPEN]);
		expect(sights([brief], { since: ms(5) })).toEqual([asksFor('a'), OPEN]);
	});

	test('without ids: one more that is over is the end of a call', () => {
		expect(sights([{ activities: [over] }, { activities: [over, goes] }, { activities: [over, over] }])).toEqual([
			OPEN,
			OPEN,
			LATE,
		]);
	});

	test('ids alone are asked for: the first and the last, then those that are new', () => {
		const known = { old: call('old', 1, 2), p: plan('p', 3), mid: call('mid', 1, 2), a: call('a', 4) };
		const first = { activities: ['old', 'mid', 'p'] };
		expect(sights([first, first, { activities: ['old', 'mid', 'p', 'a'] }], undefined, known)).toEqual([
			asksFor('old', 'p'),
			asksFor('mid'),
			OPEN,
			OPEN,
			asksFor('a'),
			OPEN,
		]);
		const later = { ...known, a: call('a', 4, 9) };
		expect(sights([{ activities: ['old'] }, { activities: ['old', 'a'] }], undefined, later)).toEqual([
			asksFor('old'),
			OPEN,
			asksFor('a'),
			LATE,
		]);
	});

	test('unknown words, or no activities at all: a new disposition shows it', () => {
		const odd = { activities: [{ _id: 'a', type: 'call', status: 'rumpelstiltskin' }] };
		expect(sights([odd, odd, { ...odd, lastDisposition: 'Interested' }])).toEqual([
			asksFor('a'),
			OPEN,
			asksFor('a'),
			OPEN,
			asksFor('a'),
			ENDED,
		]);
		expect(sights([{}, { lastDisposition: null }, { lastDisposition: 'Interested' }])).toEqual([OPEN, OPEN, ENDED]);
		expect(sights([{ lastDisposition: 'Attempted' }, { lastDisposition: 'Attempted' }])).toEqual([OPEN, OPEN]);
		expect(sights([{ lastDisposition: 'Interested' }], AS_NEW)).toEqual([ENDED]);
		// What it was at the hand-over is not known: the one from before must not pass for a new one.
		expect(sights([{ lastDisposition: 'Interested' }], { since: ms(5) })).toEqual([OPEN]);
		expect(sights([{ lastDisposition: 'Interested' }], { since: ms(5), disposition: { before: 'Attempted' } })).toEqual(
			[ENDED],
		);
	});
});

describe('when a lead was handed over', () => {
	const lead = { _id: LEAD, createdAt: at(1), updatedAt: at(50) };
	test.each<[string, IDataObject, HandedOver | undefined]>([
		['an item of Initiate: created then', { _id: LEAD, createdAt: at(1), updatedAt: at(1) }, AS_NEW],
		[
			'one that was started again',
			{ _id: LEAD.toUpperCase(), createdAt: at(1), updatedAt: at(30), lastDisposition: 'Attempted' },
			{ since: ms(30), disposition: { before: 'Attempted' } },
		],
		['a simplified lead', { _id: LEAD, updatedAt: at(30) }, { since: ms(30) }],
		['without the time of its last change', { _id: LEAD, createdAt: at(1) }, undefined],
		[
			'a row of a CRM with the same fields',
			{ _id: '64c000000000000000000002', createdAt: at(1), updatedAt: at(1) },
			undefined,
		],
		[
			'a row with the ID of the lead in another column',
			{ leadId: LEAD, createdAt: at(1), updatedAt: at(1) },
			undefined,
		],
		['times that are none', { _id: LEAD, createdAt: 'soon', updatedAt: 'soon' }, undefined],
	])('by what the item says: %s', (_name, item, expected) => {
		expect(handedOver(lead, [item], undefined)).toEqual(expected);
	});

	test.each<[string, IDataObject[], number | undefined, HandedOver | undefined]>([
		['this process knows it as new', [{}], -Infinity, AS_NEW],
		[
			'the answer to a new lead came when its call had begun',
			[{ _id: LEAD, createdAt: at(1), updatedAt: at(9) }],
			-Infinity,
			AS_NEW,
		],
		[
			'another process has started it since',
			[{ _id: LEAD, createdAt: at(1), updatedAt: at(400) }],
			-Infinity,
			{ since: ms(400) },
		],
		['this process has started it', [{}], ms(7), { since: ms(7) }],
		[
			'the latest counts',
			[{ _id: LEAD, updatedAt: at(5) }, { _id: LEAD, updatedAt: at(9) }, {}],
			ms(7),
			{ since: ms(9) },
		],
		['nothing is known', [{}, {}], undefined, undefined],
	])('by what this process knows of it: %s', (_name, items, since, expected) => {
		expect(handedOver(lead, items, since)).toEqual(expected);
	});
});

test('a state is reached, by its name in any case', () => {
	const watch = new StateWatch([' Interested', 'lost']);
	expect(watch.look({ currentState: 'make_first_call' })).toEqual(OPEN);
	expect(watch.look({})).toEqual(OPEN);
	expect(watch.look({ currentState: 'interested ' })).toEqual(ENDED);
	expect(watch.look({ currentState: 'LOST' })).toEqual(ENDED);
});
