// What a parameter may get that nobody meant: each value as an item's field `v`, which the parameter's expression names.
import type { IDataObject } from 'n8n-workflow';

/** The values, by the name that the table gives them. `a wrong type` is what no parameter of its kind can be. */
export const VALUES = {
	'nothing there': undefined,
	null: null,
	'""': '',
	blanks: ' \u00a0',
	'"-"': '-',
	'"N/A"': 'N/A',
	'a wrong type': 'of the parameter',
	'an object': { a: 1 },
	'a list': ['a'],
	'10 MB of text': 'x'.repeat(10_000_000),
	'an expression that fails': 'of the expression',
} as const;

export type ValueName = keyof typeof VALUES;
export const VALUE_NAMES = Object.keys(VALUES) as ValueName[];

export interface Given {
	expression: string;
	item: IDataObject;
	/** What the expression gives, unless it fails. */
	value?: unknown;
}

/** The expression of a parameter, and the item that gives it this value. n8n's evaluator throws for one that fails. */
export function given(name: ValueName, wrongType: unknown): Given {
	if (name === 'an expression that fails') return { expression: "={{ $('Nobody').item.json.x }}", item: { row: 1 } };
	const value = name === 'a wrong type' ? wrongType : VALUES[name];
	return {
		expression: '={{ $json.v }}',
		item: value === undefined ? { row: 1 } : { row: 1, v: value },
		value,
	};
}
