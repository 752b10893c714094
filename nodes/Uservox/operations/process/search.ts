// The list of processes that the panel offers, by title; a sentence says why there is none.
import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { isActive } from '../../api/answer/found';
import type { JsonObject } from '../../api/answer/parse';
import { processesOfPanel } from './panel';

/** n8n's list search: the processes whose title or id holds `filter`, active ones first. @throws NodeOperationError that says why not. */
export async function searchProcesses(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const processes = await processesOfPanel(this);
	const wanted = filter?.trim().toLowerCase() ?? '';
	const shown = processes
		.map((process) => ({ active: isActive(process), ...entryOf(process) }))
		.filter(({ name, value }) => value !== '' && `${name} ${value}`.toLowerCase().includes(wanted));
	return {
		results: [...shown.filter(({ active }) => active), ...shown.filter(({ active }) => !active)].map(
			({ name, value, active }) => ({ name: active ? name : `${name} (inactive)`, value }),
		),
	};
}

function entryOf({ _id, title }: JsonObject): { name: string; value: string } {
	const value = typeof _id === 'string' ? _id : '';
	return { name: typeof title === 'string' && title.trim() !== '' ? title : value, value };
}
