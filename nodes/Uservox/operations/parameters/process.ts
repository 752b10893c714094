// The process of an operation, picked from a list or entered by its id.
import type { INodeProperties } from 'n8n-workflow';

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
						// Empty is allowed: the item may name its process.
						regex: '\\s*(?:[0-9a-fA-F]{24}\\s*)?',
						errorMessage: 'This is not a process ID. Expected 24 hexadecimal digits, as on the page of the process.',
					},
				},
			],
		},
	],
};
