// The rows and the parameters that the benches share. +999 is no country: nobody has these numbers.
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { PROCESS } from '../ids';

export const TOKEN = 'bench-token';

/** A row of a sheet whose headers need mapping. */
export function row(index: number): IDataObject {
	return {
		Handy: `+999${100_000_001 + index}`,
		Post: `lead.${index}@example.com`,
		Wer: { first: `Asha${index}`, last: 'Rao' },
		Nr: `R-${index}`,
		City: 'Pune',
		Plan: 'Gold',
	};
}

export function rows(count: number): IDataObject[] {
	return Array.from({ length: count }, (_, index) => row(index));
}

/** The same rows under headers that are found automatically. */
export function rowsWithHeaders(count: number): IDataObject[] {
	return rows(count).map(({ Handy, Post, Nr, City, Plan }, index) => ({
		'Mobile No.': Handy,
		'E-Mail': Post,
		'Full Name': `Asha${index} Rao`,
		'CRM ID': Nr,
		City,
		Plan,
	}));
}

/**
 * Four lead fields by expression. `plain` are references; `template` puts two together; in `computed` one is computed; `paired` and `position`
 * refer to the node "Sheet"; in `evaluated` n8n has to evaluate one.
 */
export const MAPPINGS = {
	plain: {
		phone: '={{ $json.Handy }}',
		email: '={{ $json.Post }}',
		name: '={{ $json.Wer.first }}',
		referenceId: '={{ $json["Nr"] }}',
	},
	template: {
		phone: '={{ $json.Handy }}',
		email: '={{ $json.Post }}',
		name: '={{ $json.Wer.first }} {{ $json.Wer.last }}',
		referenceId: '=crm-{{ $json.Nr }}',
	},
	computed: {
		phone: '={{ $json.Handy }}',
		email: '={{ $json.Post }}',
		name: '={{ $json.Wer.first.toUpperCase() }}',
		referenceId: '={{ $json["Nr"] }}',
	},
	paired: {
		phone: "={{ $('Sheet').item.json.Handy }}",
		email: "={{ $('Sheet').item.json.Post }}",
		name: "={{ $('Sheet').item.json.Wer.first }}",
		referenceId: '={{ $("Sheet").item.json["Nr"] }}',
	},
	position: {
		phone: '={{ $node["Sheet"].json["Handy"] }}',
		email: '={{ $node["Sheet"].json["Post"] }}',
		name: '={{ $node["Sheet"].json["Wer"]["first"] }}',
		referenceId: '={{ $node["Sheet"].json["Nr"] }}',
	},
	evaluated: {
		phone: '={{ $json.Handy }}',
		email: '={{ $json.Post }}',
		name: '={{ $json.Wer.first.toTitleCase() }}',
		referenceId: '={{ $json["Nr"] }}',
	},
} as const;
export type Mapping = keyof typeof MAPPINGS;

/** Parameters of our node: new leads of one process, in bulk unless `more` says otherwise. */
export function parameters(mapping: Mapping | 'automatic', more: INodeParameters = {}): INodeParameters {
	return {
		resource: 'lead',
		operation: 'bulkInitiate',
		leadSource: 'new',
		processId: PROCESS,
		leadFields:
			mapping === 'automatic'
				? { mappingMode: 'autoMapInputData', value: null }
				: { mappingMode: 'defineBelow', value: { ...MAPPINGS[mapping] } },
		...more,
	};
}
