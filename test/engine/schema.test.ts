// The fields that the editor shows of an operation before it has run are those that come: n8n reads them from a file for each operation.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { INode } from 'n8n-workflow';
import { RESOURCES } from '../../nodes/Uservox/operations';
import { isObject, parseObject } from '../values';
import { FOREIGN, phoneOf, PROCESS, PROJECT, run, withSimulator } from './support';

const LEAD_ID = '64c000000000000000000001';
const ACTIVITY_ID = '64d000000000000000000001';
const lead = { leadFields: { mappingMode: 'autoMapInputData', value: null }, processId: PROCESS };

/** Parameters with which one item succeeds and another fails. */
const PARAMETERS: Record<string, INode['parameters']> = {
	'lead initiate': lead,
	'lead bulkInitiate': { ...lead, init: '={{ $json.call }}' },
	'lead get': { leadId: '={{ $json.id }}' },
	'lead getAll': { filters: { processId: { __rl: true, mode: 'id', value: '={{ $json.process }}' } } },
	'lead waitForOutcome': { leadId: '={{ $json.id }}', until: 'stateReached', states: ['new'] },
	'lead update': { leadId: '={{ $json.id }}', updateFields: { name: 'Jane' } },
	'activity get': { activityId: '={{ $json.activity }}' },
	'activity getStats': {
		start: '2026-01-01',
		end: '={{ $json.end }}',
		options: { includeUniqueLeads: true },
	},
	'process getAll': { projectId: '={{ $json.project }}' },
};
const items = [
	{
		id: LEAD_ID,
		activity: ACTIVITY_ID,
		end: '2026-02-01',
		process: PROCESS,
		name: 'Jane',
		phone: phoneOf(7),
		referenceId: 'R-7',
		project: PROJECT,
	},
	{ id: FOREIGN, activity: FOREIGN, end: 'never', name: 'Joe', phone: phoneOf(1), process: 'x', project: FOREIGN },
];

const operations = Object.entries(RESOURCES).flatMap(([resource, table]) =>
	Object.keys(table.operations).map((operation) => ({ resource, operation })),
);

test.each(operations)(
	'the schema names every field of the items: $resource $operation',
	async ({ resource, operation }) => {
		const file = path.resolve(__dirname, `../../dist/nodes/Uservox/__schema__/v1.0.0/${resource}/${operation}.json`);
		expect(existsSync(file)).toBe(true);
		const { properties, type } = parseObject(readFileSync(file, 'utf8'));
		expect(type).toBe('object');
		const shown = Object.keys(isObject(properties) ? properties : {});
		await withSimulator(
			{
				existing: [
					{
						_id: LEAD_ID,
						name: 'Lead 1',
						phone: phoneOf(1),
						processId: PROCESS,
						lastDisposition: 'x',
						activities: [{}],
					},
				],
				activities: [{ _id: ACTIVITY_ID, leadId: LEAD_ID }],
			},
			async (simulator) => {
				const parameters = { resource, operation, leadSource: 'new', ...PARAMETERS[`${resource} ${operation}`] };
				const node = await run(simulator, items, parameters);
				expect([node.success.length > 0, node.error.length]).toEqual([true, 1]);
				for (const { json } of [...node.success, ...node.error])
					expect(shown).toEqual(expect.arrayContaining(Object.keys(json)));
			},
		);
	},
);
