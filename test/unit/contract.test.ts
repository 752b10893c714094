// What saved workflows and n8n's rules depend on: defaults said twice agree, codes are those of the contract, no dependencies.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { NodeHelpers, type INode, type INodeProperties } from 'n8n-workflow';
import { properties, RESOURCES } from '../../nodes/Uservox/operations';
import { optionProperties } from '../../nodes/Uservox/operations/lead/handOverOptions';
import { runProperties } from '../../nodes/Uservox/operations/lead/whatARunDoes';
import { optionsSchema } from '../../nodes/Uservox/model/options';
import { CODES } from '../../nodes/Uservox/model/codes';
import { properties as triggerProperties } from '../../nodes/Uservox/trigger/description';
import { ANY_CALL, EVENTS } from '../../nodes/Uservox/trigger/readCallback';
import { PROCESS } from '../ids';
import { parseObject } from '../values';

const retryables = Object.fromEntries(Object.entries(CODES).map(([code, { retryable }]) => [code, retryable]));

const NODE: INode = { id: 'n', name: 'N', type: 'uservox', typeVersion: 1, position: [0, 0], parameters: {} };

const read = (name: string) => readFileSync(path.resolve(__dirname, '../..', name), 'utf8');
const shownOptions = (optionProperties[0]?.options ?? []).filter(
	(option): option is INodeProperties => 'type' in option,
);

test('the defaults n8n shows are those the node uses, and those of the contract', () => {
	// Include Input is off where it is absent, and on as it is added.
	expect(Object.fromEntries(shownOptions.map(({ name, default: value }) => [name, value]))).toEqual({
		...optionsSchema.parse({}),
		includeInput: true,
	});
	expect(optionsSchema.parse({})).toEqual({
		apiVersion: 'default',
		batchSize: 1000,
		maxConcurrentRequests: 10,
		requestsPerWindow: 100,
		maxRetries: 3,
		timeout: 60_000,
		validateLeads: true,
		skipInputDuplicates: true,
		cleanPhoneNumbers: true,
		defaultCountry: '',
		includeInput: false,
		duplicateGuard: true,
		ifKnown: 'report',
	});
});

/** What is in a collection, however deep. */
function inCollections(list: readonly INodeProperties[], isInside = false): INodeProperties[] {
	return list.flatMap((property) => {
		const inner = (property.options ?? []).filter((option): option is INodeProperties => 'type' in option);
		return [...(isInside ? [property] : []), ...inCollections(inner, property.type === 'collection')];
	});
}

test('a switch is on as it is added to a collection: a switch that does nothing is not what was meant', () => {
	const switches = inCollections([...properties, ...triggerProperties]).filter(({ type }) => type === 'boolean');
	expect(switches.map(({ name }) => name)).toEqual(
		expect.arrayContaining(['includeInput', 'duplicateGuard', 'maskPhone', 'includeUniqueLeads', 'includeBody']),
	);
	for (const { name, default: value } of switches) expect([name, value]).toEqual([name, true]);
});

test('Dry Run is beside Start Calling, at the top, for both initiates', () => {
	for (const operation of ['initiate', 'bulkInitiate']) {
		const own = RESOURCES.lead?.operations[operation]?.properties ?? [];
		const shown = own.filter(({ type }) => type !== 'notice').map(({ name, default: value }) => [name, value]);
		expect(shown.slice(0, 2)).toEqual([
			['init', true],
			['dryRun', false],
		]);
	}
});

/** What n8n marks as missing with these values, by the names of the parameters. */
function missing(chosen: INode['parameters']): string[] {
	const values = { resource: 'lead', leadSource: 'new', identifyBy: 'leadId', ...chosen };
	const parameters = NodeHelpers.getNodeParameters(properties, values, true, false, NODE, null) ?? {};
	return Object.keys(NodeHelpers.getNodeParametersIssues(properties, { ...NODE, parameters }, null)?.parameters ?? {});
}

test('what an operation cannot do without is marked as missing before it runs, as n8n’s own nodes mark it', () => {
	for (const operation of ['initiate', 'bulkInitiate']) {
		expect(missing({ operation })).toEqual(['processId']);
		const byId = (value: string) => ({ processId: { __rl: true, mode: 'id', value } });
		expect(missing({ operation, ...byId('') })).toEqual(['processId']);
		expect(missing({ operation, ...byId('={{ $json.process }}') })).toEqual([]);
		expect(missing({ operation, processId: PROCESS })).toEqual([]);
		expect(missing({ operation, leadSource: 'existing' })).toEqual(['leadId']);
		expect(missing({ operation, leadSource: 'existing', leadId: '={{ $json._id }}' })).toEqual([]);
	}
	for (const operation of ['get', 'update']) {
		expect(missing({ operation })).toEqual(['leadId']);
		expect(missing({ operation, identifyBy: 'referenceId' })).toEqual(['referenceId', 'processId']);
		const chosen = { referenceId: 'crm-1', processId: PROCESS };
		expect(missing({ operation, identifyBy: 'referenceId', ...chosen })).toEqual([]);
	}
	expect(missing({ operation: 'getAll' })).toEqual([]);
	expect(missing({ resource: 'activity', operation: 'get' })).toEqual(['activityId']);
	expect(missing({ resource: 'activity', operation: 'getStats' })).toEqual(['start', 'end']);
	expect(missing({ resource: 'process', operation: 'getAll' })).toEqual([]);
});

test.each<[string, object, string[]]>([
	['calls people', { init: true, dryRun: false }, ['callNotice']],
	['stores only', { init: false, dryRun: false }, ['storeNotice']],
	['tries only', { init: true, dryRun: true }, ['dryRunNotice']],
	['tries only, whatever Start Calling says', { init: false, dryRun: true }, ['dryRunNotice']],
	['calls those whose column says so', { init: '={{ $json.go }}', dryRun: false }, ['perItemNotice']],
	[
		'tries where an expression says so',
		{ init: true, dryRun: '={{ $json.dry }}' },
		['callNotice', 'dryRunByExpressionNotice'],
	],
])('the panel says what a run does: %s', (_what, chosen, expected) => {
	for (const leadSource of ['new', 'existing']) {
		const values = { resource: 'lead', operation: 'bulkInitiate', leadSource, ...chosen };
		const shown = runProperties
			.filter((property) => NodeHelpers.displayParameter(values, property, null, null))
			.map(({ name }) => name);
		expect(shown.filter((name) => name.endsWith('Notice'))).toEqual(expected);
	}
});

test.each(
	shownOptions
		.filter(({ typeOptions }) => typeOptions?.maxValue !== undefined)
		.map((option) => [option.name, option] as const),
)('the bounds n8n shows for %s are those the node keeps', (name, { typeOptions }) => {
	for (const value of [typeOptions?.minValue, typeOptions?.maxValue])
		expect(optionsSchema.safeParse({ [name]: value }).success).toBe(true);
	expect(optionsSchema.safeParse({ [name]: (typeOptions?.maxValue ?? 0) + 1 }).success).toBe(false);
});

test('no display condition is a regular expression: n8n gives one up by the clock, and then no workflow loads', () => {
	expect(JSON.stringify([properties, triggerProperties])).not.toContain('"_cnd":{"regex"');
});

test('the error codes are those of the contract', () => {
	const no = [
		'invalidLead',
		'invalidInput',
		'duplicateInInput',
		'alreadyExists',
		'alreadyCalled',
		'doNotCall',
		'testLead',
		'invalidPhone',
		'rejected',
		'wrongProject',
		'processNotFound',
		'leadNotFound',
		'activityNotFound',
		'accessRefused',
		'requestRefused',
		'unconfirmed',
	];
	const yes = ['noCredits', 'stillOpen', 'serverFailure', 'rateLimited', 'keyBlocked', 'notSent'];
	expect(retryables).toEqual(
		Object.fromEntries([...no.map((code) => [code, false]), ...yes.map((code) => [code, true])]),
	);
});

describe('the table of operations', () => {
	const chosen = Object.entries(RESOURCES).flatMap(([resource, { operations }]) =>
		Object.entries(operations).map(([operation, { properties: own }]) => ({ resource, operation, own })),
	);

	test('resources and operations are those of the contract, each with the first choice', () => {
		expect(
			Object.entries(RESOURCES).map(([resource, table]) => [resource, table.default, Object.keys(table.operations)]),
		).toEqual([
			['activity', 'get', ['get', 'getStats']],
			['lead', 'initiate', ['bulkInitiate', 'get', 'getAll', 'initiate', 'update', 'waitForOutcome']],
			['process', 'getAll', ['getAll']],
		]);
	});

	test.each(chosen)(
		'$resource $operation shows its own parameters, in its order, and no others',
		({ resource, operation, own }) => {
			const isMeant = ({ displayOptions }: INodeProperties) =>
				displayOptions?.show?.resource?.includes(resource) && displayOptions.show.operation?.includes(operation);
			const shown = properties.filter(isMeant);
			expect(shown.map(({ name }) => name)).toEqual(own.map(({ name }) => name));
			for (const [index, { displayOptions }] of shown.entries()) {
				const conditions = own[index]?.displayOptions?.show ?? {};
				expect(displayOptions?.show).toEqual({ resource: [resource], operation: expect.any(Array), ...conditions });
			}
		},
	);

	const names = (list: INodeProperties[]) => [...new Set(list.map(({ name }) => name))];
	test.each<[string, string, string[]]>([
		['lead', 'get', ['identifyBy', 'leadId', 'referenceId', 'processId', 'projectId', 'simplify', 'options']],
		['lead', 'getAll', ['projectId', 'returnAll', 'limit', 'filters', 'simplify', 'options']],
		[
			'lead',
			'update',
			[
				...['identifyBy', 'leadId', 'referenceId', 'processId', 'projectId'],
				...['updateFields', 'metadata', 'metadataFields', 'metadataJson', 'options'],
			],
		],
		[
			'lead',
			'waitForOutcome',
			[
				...['identifyBy', 'leadId', 'referenceId', 'processId', 'projectId'],
				...['waitNotice', 'until', 'states', 'simplify', 'options'],
			],
		],
		['activity', 'get', ['activityId', 'simplify', 'options']],
		['activity', 'getStats', ['start', 'end', 'options']],
		['process', 'getAll', ['projectId', 'returnAll', 'limit', 'options']],
	])('the parameters of %s %s are those of the contract', (resource, operation, expected) => {
		const own = RESOURCES[resource]?.operations[operation]?.properties ?? [];
		expect(names(own)).toEqual(expected);
	});

	const collection = (resource: string, operation: string, name: string) =>
		RESOURCES[resource]?.operations[operation]?.properties
			.find((property) => property.name === name)
			?.options?.map((option) => option.name)
			.sort();
	test('what is in collections is of the contract', () => {
		const usual = ['maxRetries', 'requestsPerWindow', 'timeout'];
		expect(collection('lead', 'get', 'options')).toEqual(['maskPhone', ...usual]);
		for (const [resource, operation] of [
			['lead', 'getAll'],
			['lead', 'update'],
			['activity', 'get'],
			['process', 'getAll'],
		] as const)
			expect(collection(resource, operation, 'options')).toEqual(usual);
		expect(collection('activity', 'getStats', 'options')).toEqual(
			['groupId', 'includeUniqueLeads', 'processId', ...usual].sort(),
		);
		expect(collection('lead', 'waitForOutcome', 'options')).toEqual(['pollInterval', ...usual].sort());
		expect(collection('lead', 'getAll', 'filters')).toEqual(
			['processId', 'phone', 'email', 'referenceId', 'currentState', 'lastDisposition'].sort(),
		);
		expect(collection('lead', 'update', 'updateFields')).toEqual(['disposition', 'name', 'targetState', 'userId']);
	});

	test('wherever a process is chosen, it is picked from the list or entered by id', () => {
		const all = properties.flatMap((property) => [property, ...(property.options ?? [])]);
		const found = all.filter((property): property is INodeProperties => property.name === 'processId');
		expect(found).toHaveLength(4);
		for (const { type, default: value, modes } of found) {
			expect(type).toBe('resourceLocator');
			expect(value).toEqual({ mode: 'list', value: '' });
			expect(modes?.map(({ name }) => name)).toEqual(['list', 'id']);
		}
	});

	test('each has a name, an action and a word on when to use it', () => {
		for (const { operations } of Object.values(RESOURCES)) {
			for (const { name, action, description } of Object.values(operations)) {
				expect(name).toMatch(/^[A-Z]/);
				expect(action).toMatch(/^[A-Z][a-z ]+$/);
				expect(description).toMatch(/best for|Use it/);
			}
		}
	});
});

test('the events that the trigger offers are those it knows, and those of the contract', () => {
	const offered = triggerProperties.find(({ name }) => name === 'events')?.options ?? [];
	expect(offered.flatMap((option) => ('value' in option ? [option.value] : [])).sort()).toEqual(
		[...EVENTS, ANY_CALL].sort(),
	);
	expect([...EVENTS].sort()).toEqual([
		'callConnected',
		'callNotConnected',
		'otherActivity',
		'updateApplied',
		'updateFailed',
	]);
});

test('the package has no dependencies but n8n-workflow as a peer, and nothing that runs at install time', () => {
	const manifest = parseObject(read('package.json'));
	for (const name of ['dependencies', 'optionalDependencies', 'bundledDependencies', 'overrides'])
		expect(manifest).not.toHaveProperty(name);
	expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	for (const name of ['preinstall', 'install', 'postinstall', 'prepare'])
		expect(manifest.scripts).not.toHaveProperty(name);
});
