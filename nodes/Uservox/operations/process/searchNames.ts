// The lists of states and dispositions that the panel offers: those of the chosen process, or of all processes of the project.
import { NodeOperationError, type ILoadOptionsFunctions, type INodeListSearchResult } from 'n8n-workflow';
import { asObject, type JsonObject } from '../../api/answer/parse';
import { dispositionsOf, distinct, statesOf, type Name } from '../../api/answer/processNames';
import { processesOfPanel } from './panel';

/** n8n's list search for states. @throws NodeOperationError that says why there are none */
export async function searchStates(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	return await searchNames(this, 'states', statesOf, filter);
}

/** n8n's list search for dispositions. @throws NodeOperationError that says why there are none */
export async function searchDispositions(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	return await searchNames(this, 'dispositions', dispositionsOf, filter);
}

async function searchNames(
	context: ILoadOptionsFunctions,
	what: string,
	namesOf: (process: JsonObject) => Name[],
	filter = '',
): Promise<INodeListSearchResult> {
	const processes = await processesOfPanel(context);
	const chosen = processes.filter(({ _id }) => typeof _id === 'string' && _id.toLowerCase() === chosenProcess(context));
	const names = distinct((chosen.length > 0 ? chosen : processes).flatMap(namesOf));
	if (names.length === 0) {
		const message = `Uservox does not show the ${what} of this process in a form that can be read. Choose "By Name" and enter one.`;
		throw new NodeOperationError(context.getNode(), message);
	}
	const wanted = filter.trim().toLowerCase();
	return {
		results: names
			.map(({ value, label }) => ({ name: label === undefined ? value : `${label} (${value})`, value }))
			.filter(({ name }) => name.toLowerCase().includes(wanted)),
	};
}

/** The process that the node names, of Update or in the filters of Get Many. */
function chosenProcess(context: ILoadOptionsFunctions): string | undefined {
	return ['processId', 'filters.processId']
		.map((path) => context.getCurrentNodeParameter(path))
		.map((given) => asObject(given)?.value ?? given)
		.map((value) => (typeof value === 'string' ? value.trim().toLowerCase() : ''))
		.find((id) => id !== '');
}
