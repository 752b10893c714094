// States and dispositions of a process, in whatever shape Uservox may show them.
import { dispositionsOf, statesOf } from '../../nodes/Uservox/api/answer/processNames';

const STATES = ['make_first_call', 'interested'];

test.each<[string, unknown]>([
	['texts', STATES],
	['objects by id', STATES.map((id) => ({ id, type: 'call', next: ['x'] }))],
	[
		'objects by name beside an id of the database',
		STATES.map((name) => ({ _id: '64c000000000000000000001', id: '64c000000000000000000002', name })),
	],
	['steps of a flow', STATES.map((state, number) => ({ id: String(number), type: 'node', data: { state } }))],
	['an object by their names', Object.fromEntries(STATES.map((state) => [state, { type: 'call' }]))],
	['lists by kind', { calls: [STATES[0]], ends: [{ key: STATES[1] }] }],
	[
		'with much else',
		[...STATES, ' interested ', '', null, 7, '64c000000000000000000001', {}, [[[['deep']]]], 'x'.repeat(101)],
	],
])('states as %s', (_name, nodes) => {
	expect(statesOf({ nodes }).map(({ value }) => value)).toEqual(STATES);
});

test.each<[string, unknown, string[]]>([
	['texts', ['Interested', 'Attempted'], ['Interested', 'Attempted']],
	['names with a type', [{ name: 'Interested', type: 'success' }], ['Interested']],
	['labels', [{ label: 'Interested', id: '1' }], ['Interested']],
	['by type', { success: ['Interested'], failure: [{ name: 'Lost' }], neutral: [] }, ['Interested', 'Lost']],
	['their types by name', { Interested: 'success', Lost: 'failure' }, ['Interested', 'Lost']],
	['nothing', undefined, []],
	['a number', 3, []],
])('dispositions as %s', (_name, dispositions, expected) => {
	expect(dispositionsOf({ dispositions }).map(({ value }) => value)).toEqual(expected);
});

test('the label that people know goes along; the first state is one too', () => {
	expect(statesOf({ start: 'make_first_call', nodes: [{ id: 'make_first_call', label: 'First call' }] })).toEqual([
		{ value: 'make_first_call', label: 'First call' },
	]);
	expect(statesOf({ start: 'begin' })).toEqual([{ value: 'begin' }]);
});
