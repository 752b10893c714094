// Every parameter of every operation with what nobody meant to give it: what is asked and what comes out is what the table says in words.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { INodeProperties } from 'n8n-workflow';
import { DO_NOT_CALL, LEAD_FIELDS } from '../../nodes/Uservox/model/lead';
import { built } from '../built';
import { textOf } from '../values';
import { phoneOf, PROCESS, run, withSimulator } from '../engine/support';
import { badInputDocument } from './document';
import { rulesOf } from './kinds';
import type { Rule } from './rules';
import { became, promised } from './outcome';
import { ACTIVITY_ID, LEAD_ID, PARAMETERS } from './parameters';
import { given, VALUE_NAMES, type ValueName } from './values';

const { Uservox } = built('nodes/Uservox/Uservox.node');

const WORLD = {
	existing: [
		{ _id: LEAD_ID, name: 'Lead 1', phone: phoneOf(1), referenceId: 'R-1', processId: PROCESS, currentState: 'old' },
	],
	activities: [{ _id: ACTIVITY_ID, leadId: LEAD_ID }],
};

test.each(PARAMETERS.map((parameter) => [parameter.operations[0], parameter.path, parameter.kind, parameter] as const))(
	'does with each value what the table says: %s, %s: %s',
	async (_operation, _path, kind, parameter) => {
		const rules = rulesOf(kind);
		expect(rules.flatMap(({ values }) => values).sort()).toEqual([...VALUE_NAMES].sort());
		for (const rule of rules) {
			for (const names of together(rule)) {
				await withSimulator(WORLD, async (simulator) => {
					const values = names.map((name) => given(name, parameter.wrongType));
					const items = values.map(({ item }) => item);
					const node = await run(simulator, items, parameter.with(values[0]?.expression ?? ''));
					for (const [index, value] of values.entries()) {
						const is = became(node, index, simulator.books, parameter, rule);
						expect({ value: names[index], ...is }).toEqual({
							value: names[index],
							...promised(rule, parameter, value),
						});
					}
				});
			}
		}
	},
);

/** The values that one run may have as its items: where nothing is asked, no question has to be told from another. */
function together({ values, asked, out }: Rule): ValueName[][] {
	if (asked !== 'nothing' || !out.startsWith('Error')) return values.map((name) => [name]);
	const fails = (name: ValueName) => name === 'an expression that fails';
	return [values.filter((name) => !fails(name)), values.filter(fails)].filter((names) => names.length > 0);
}

/** What an expression may fill in an operation, as the table names it. */
function pathsOf({ name, type, noDataExpression, options = [] }: INodeProperties, operation: string): string[] {
	if (type === 'resourceMapper') return [...LEAD_FIELDS, DO_NOT_CALL].map(({ id }) => `${name}.${id}`);
	if (type !== 'collection') return noDataExpression === true || type === 'notice' ? [] : [name];
	return options
		.filter((option) => {
			const only = 'displayOptions' in option ? option.displayOptions?.show?.['/operation'] : undefined;
			return only === undefined || only.includes(operation);
		})
		.map((option) => `${name}.${option.name}`);
}

test('the table names every parameter of every operation that an expression may fill', () => {
	const shown = new Uservox().description.properties.flatMap((property) => {
		const { resource: [resource] = [], operation: operations = [] } = property.displayOptions?.show ?? {};
		return operations.flatMap((each) =>
			pathsOf(property, textOf(each)).map((at) => `${textOf(resource)} ${textOf(each)}: ${at}`),
		);
	});
	const named = PARAMETERS.flatMap(({ operations, path: at }) => operations.map((operation) => `${operation}: ${at}`));
	expect([...new Set(named)].sort()).toEqual([...new Set(shown)].sort());
});

test('the document says what the test proves', () => {
	const document = readFileSync(path.resolve(__dirname, '../../docs/bad-input.md'), 'utf8');
	expect(document).toBe(badInputDocument());
});
