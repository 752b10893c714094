// A state or a disposition: picked from those that Uservox shows of a process, or entered by its name.
import type { INodeProperties } from 'n8n-workflow';

/** @param list which of them the list offers */
export function nameLocator(
	list: 'searchStates' | 'searchDispositions',
	{ placeholder, ...property }: Pick<INodeProperties, 'displayName' | 'name' | 'description' | 'placeholder'>,
): INodeProperties {
	const noun = list === 'searchStates' ? 'state' : 'disposition';
	return {
		...property,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		typeOptions: { loadOptionsDependsOn: ['projectId', 'processId.value', 'filters.processId.value'] },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: `Select a ${noun}...`,
				typeOptions: { searchListMethod: list, searchable: true },
			},
			{ displayName: 'By Name', name: 'name', type: 'string', placeholder },
		],
	};
}
