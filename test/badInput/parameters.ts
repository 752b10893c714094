// Every parameter of every operation that an expression may fill, with all else as it should be.
import type { INode } from 'n8n-workflow';
import { PROCESS } from '../ids';
import type { Kind } from './kinds';

export interface Parameter {
	kind: Kind;
	/** As the node calls it, such as `filters.phone`. */
	path: string;
	/** The operations that have it, by resource and name; the test runs the first, since they share the code that reads it. */
	operations: readonly string[];
	/** All parameters of the node, with this expression for the one. */
	with: (expression: string) => INode['parameters'];
	/** What is no value of its kind. */
	wrongType: unknown;
}

export const LEAD_ID = '64c000000000000000000001';
export const ACTIVITY_ID = '64d000000000000000000001';

const HAND_OVER = ['lead initiate', 'lead bulkInitiate'];
const IDENTIFIED = ['lead get', 'lead update', 'lead waitForOutcome'];
const READING = [...IDENTIFIED, 'lead getAll', 'activity get', 'activity getStats', 'process getAll'];

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
type Parameters = INode['parameters'];

const NEW_LEAD = { phone: '+12025550100', name: 'Jane Doe' };
/** Parameters with which each operation does what it should, for one item. */
const BASES = {
	initiate: { resource: 'lead', operation: 'initiate', leadSource: 'new', processId: PROCESS },
	bulkInitiate: { resource: 'lead', operation: 'bulkInitiate', leadSource: 'new', processId: PROCESS },
	start: { resource: 'lead', operation: 'initiate', leadSource: 'existing', leadId: LEAD_ID },
	get: { resource: 'lead', operation: 'get', leadId: LEAD_ID },
	getByReference: {
		resource: 'lead',
		operation: 'get',
		identifyBy: 'referenceId',
		referenceId: 'R-1',
		processId: byId(PROCESS),
	},
	update: { resource: 'lead', operation: 'update', leadId: LEAD_ID, updateFields: { name: 'Jane' } },
	waitForState: {
		resource: 'lead',
		operation: 'waitForOutcome',
		leadId: LEAD_ID,
		until: 'stateReached',
		states: ['old'],
	},
	getLeads: { resource: 'lead', operation: 'getAll' },
	getCall: { resource: 'activity', operation: 'get', activityId: ACTIVITY_ID },
	getStats: { resource: 'activity', operation: 'getStats', start: '2026-03-01', end: '2026-03-02' },
} satisfies Record<string, Parameters>;
type Base = keyof typeof BASES;

/** The parameters of an operation with the one at `path` filled by an expression. */
function filled(base: Base, path: string, value: unknown): Parameters {
	const [first = '', second] = path.split('.');
	const parameters: Parameters = { ...BASES[base] };
	if (first !== 'leadFields' && 'leadSource' in parameters && parameters.leadSource === 'new') {
		parameters.leadFields = { mappingMode: 'defineBelow', value: NEW_LEAD };
	}
	const inner = parameters[first];
	return {
		...parameters,
		[first]: second === undefined ? value : { ...(typeof inner === 'object' ? inner : {}), [second]: value },
	} as Parameters;
}

interface More {
	wrongType?: unknown;
	as?: (expression: string) => unknown;
	also?: Parameters;
}

function parameter(
	kind: Kind,
	base: Base,
	path: string,
	operations: readonly string[],
	{ wrongType = true, as = String, also }: More = {},
): Parameter {
	return {
		kind,
		path,
		operations,
		wrongType,
		with: (expression) => ({ ...filled(base, path, as(expression)), ...also }),
	};
}

const SWITCH = { wrongType: 'perhaps' };

function leadField(kind: Kind, field: string, lead: Record<string, string>): Parameter {
	return {
		kind,
		path: `leadFields.${field}`,
		operations: HAND_OVER,
		wrongType: true,
		with: (expression) =>
			filled('initiate', 'leadFields', { mappingMode: 'defineBelow', value: { ...lead, [field]: expression } }),
	};
}

const pair = (name: string, value: string) => ({ field: [{ name, value }] });
const inPairs = { also: { metadata: 'fields' } };
const asJson = { also: { metadata: 'json' } };

export const PARAMETERS: readonly Parameter[] = [
	parameter('a switch that calls', 'initiate', 'init', HAND_OVER, SWITCH),
	parameter('a switch that protects', 'initiate', 'dryRun', HAND_OVER, SWITCH),
	parameter('the process or project of new leads', 'initiate', 'processId', HAND_OVER, { as: byId }),
	parameter('the process or project of new leads', 'initiate', 'projectId', HAND_OVER),
	leadField('a contact alone', 'phone', { name: 'Jane Doe' }),
	leadField('a contact alone', 'email', { name: 'Jane Doe' }),
	leadField('a phone number beside an email', 'phone', { name: 'Jane Doe', email: 'jane@example.com' }),
	leadField('an email beside a phone number', 'email', NEW_LEAD),
	leadField('the name of a lead', 'name', { phone: NEW_LEAD.phone }),
	leadField('a part of a name', 'firstName', NEW_LEAD),
	leadField('a part of a name', 'lastName', NEW_LEAD),
	leadField('a field of a lead', 'referenceId', NEW_LEAD),
	leadField('a field of a lead', 'groupId', NEW_LEAD),
	leadField('a switch that keeps back', 'doNotCall', NEW_LEAD),
	parameter('the name of a metadata field', 'initiate', 'metadataFields', HAND_OVER, {
		...inPairs,
		as: (name) => pair(name, 'Pune'),
	}),
	parameter('the value of a metadata field', 'initiate', 'metadataFields', HAND_OVER, {
		...inPairs,
		as: (value) => pair('city', value),
	}),
	parameter('the metadata as JSON', 'initiate', 'metadataJson', HAND_OVER, asJson),
	parameter('the ID of a lead to be started', 'start', 'leadId', HAND_OVER),
	...(['cleanPhoneNumbers', 'duplicateGuard', 'includeInput', 'skipInputDuplicates', 'validateLeads'] as const).map(
		(name) => parameter('an option of a run that hands over', 'initiate', `options.${name}`, HAND_OVER, SWITCH),
	),
	...(
		['defaultCountry', 'ifKnown', 'maxConcurrentRequests', 'maxRetries', 'requestsPerWindow', 'timeout'] as const
	).map((name) => parameter('an option of a run that hands over', 'initiate', `options.${name}`, HAND_OVER)),
	...(['apiVersion', 'batchSize'] as const).map((name) =>
		parameter('an option of a run that hands over', 'bulkInitiate', `options.${name}`, ['lead bulkInitiate']),
	),

	parameter('the ID of a lead or a call', 'get', 'leadId', IDENTIFIED),
	parameter('the reference of a lead', 'getByReference', 'referenceId', IDENTIFIED),
	parameter('the process or project of a question', 'getByReference', 'processId', IDENTIFIED, { as: byId }),
	parameter('the process or project of a question', 'getByReference', 'projectId', IDENTIFIED),
	parameter(
		'an option of a run that reads',
		'get',
		'simplify',
		['lead get', 'lead waitForOutcome', 'lead getAll', 'activity get'],
		SWITCH,
	),
	parameter('a switch that protects', 'get', 'options.maskPhone', ['lead get'], SWITCH),
	...(['maxRetries', 'requestsPerWindow'] as const).map((name) =>
		parameter('an option of a run that reads', 'get', `options.${name}`, READING),
	),
	parameter(
		'an option of a run that reads',
		'get',
		'options.timeout',
		READING.filter((operation) => operation !== 'lead waitForOutcome'),
	),

	parameter('the process or project of a question', 'getLeads', 'projectId', ['lead getAll', 'process getAll']),
	parameter('a switch that widens', 'getLeads', 'returnAll', ['lead getAll', 'process getAll'], SWITCH),
	parameter('a limit', 'getLeads', 'limit', ['lead getAll', 'process getAll']),
	parameter('a filter by contact', 'getLeads', 'filters.phone', ['lead getAll']),
	parameter('a filter by contact', 'getLeads', 'filters.email', ['lead getAll']),
	parameter('a filter by ID', 'getLeads', 'filters.processId', ['lead getAll'], { as: byId }),
	...(['referenceId', 'currentState', 'lastDisposition'] as const).map((name) =>
		parameter('a filter', 'getLeads', `filters.${name}`, ['lead getAll']),
	),

	...(['targetState', 'disposition', 'userId'] as const).map((name) =>
		parameter('a change of a lead', 'update', `updateFields.${name}`, ['lead update']),
	),
	parameter('a change of a lead', 'update', 'updateFields.name', ['lead update'], {
		also: { metadata: 'json', metadataJson: '{"city":"Pune"}' },
	}),
	parameter('the name of a metadata field that changes', 'update', 'metadataFields', ['lead update'], {
		...inPairs,
		as: (name) => pair(name, 'Pune'),
	}),
	parameter('the value of a metadata field that changes', 'update', 'metadataFields', ['lead update'], {
		...inPairs,
		as: (value) => pair('city', value),
	}),
	parameter('the metadata that changes as JSON', 'update', 'metadataJson', ['lead update'], asJson),

	parameter('the states to wait for', 'waitForState', 'states', ['lead waitForOutcome']),
	parameter('an option of a run that reads', 'waitForState', 'options.timeout', ['lead waitForOutcome']),
	parameter('an option of a run that reads', 'waitForState', 'options.pollInterval', ['lead waitForOutcome']),

	parameter('the ID of a lead or a call', 'getCall', 'activityId', ['activity get']),
	parameter('a date', 'getStats', 'start', ['activity getStats']),
	parameter('a date', 'getStats', 'end', ['activity getStats']),
	parameter('a group of calls', 'getStats', 'options.groupId', ['activity getStats']),
	parameter('a filter by ID', 'getStats', 'options.processId', ['activity getStats'], { as: byId }),
	parameter('an option of a run that reads', 'getStats', 'options.includeUniqueLeads', ['activity getStats'], SWITCH),
];
