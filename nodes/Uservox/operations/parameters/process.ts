// The process of an operation, picked from a list or entered by its id.
import type { INodeProperties } from 'n8n-workflow';

/** What an item's own process is taken by: n8n refuses an empty required parameter before anything runs. */
export const PER_ITEM =
	'To take it from each item, choose "By ID" and enter an expression such as {{ $json.processId }}.';

/** To be taken with a description of its own: `{ ...processLocator, description: '…' }`. */
export const processLocator: INodeProperties = {
	displayName: 'Process',
	name: 'processId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description: 'The Uservox process',
	typeOptions: { loadOptionsDependsOn: ['projectId'] },
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a process...',
			typeOptions: { searchListMethod: 'searchProcesses', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 507f1f77bcf86cd799439012',
			validation: [
				{
					type: 'regex',
					properties: {
						// An empty one is said to be required where it is, and in a list of options it may be empty.
						regex: '\\s*(?:[0-9a-fA-F]{24}\\s*)?',
						errorMessage: 'A process ID has 24 hexadecimal digits. Copy it from the process in Uservox.',
					},
				},
			],
		},
	],
};
