// The list of processes that the panel offers, by title; a sentence says why there is none.
import { NodeOperationError, type ILoadOptionsFunctions, type INodeListSearchResult } from 'n8n-workflow';
import { isActive } from '../../api/answer/found';
import type { JsonObject } from '../../api/answer/parse';
import { Run } from '../../api/run';
import { systemClock } from '../../host/clock';
import { normalisedId } from '../../input/ids';
import { OBJECT_ID } from '../../model/lead';
import { openExchange } from '../setUp';
import { readCredentialOf } from '../../host/setUp';
import { listProcesses } from './list';

/** A list is waited for by a person: no long patience. */
const SETTINGS = { requestsPerWindow: 100, timeoutMs: 15_000, maxRetries: 1 };

/** n8n's list search: the processes whose title or id holds `filter`, active ones first. @throws NodeOperationError that says why not. */
export async function searchProcesses(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const fault = (message: string, description?: string) =>
		new NodeOperationError(this.getNode(), message, { description });
	const read = await readCredentialOf(this);
	if ('fault' in read) throw fault(read.fault, read.description);
	const { credential } = read;
	const projectId = projectOf(this, credential.projectId);
	if (projectId === undefined) throw fault('Set the Project ID in the node or in the credential to see its processes.');
	if (!OBJECT_ID.test(projectId)) {
		throw fault(
			projectId.startsWith('=')
				? 'The Project ID is an expression that has no value yet. Enter the process by ID.'
				: 'The Project ID is not one: 24 hexadecimal digits are expected.',
		);
	}
	const run = new Run(systemClock, undefined, (message) => this.logger.info(message));
	const exchange = openExchange(this, credential, run, SETTINGS);
	const processes = await listProcesses({ exchange, run }, normalisedId(projectId));
	if ('errorCode' in processes) throw fault(processes.message);
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

/** The project of the parameter, which n8n has evaluated as far as it could, else that of the credential. */
function projectOf(context: ILoadOptionsFunctions, fallback: string | undefined): string | undefined {
	const given = context.getCurrentNodeParameter('projectId');
	const text = typeof given === 'string' || typeof given === 'number' ? String(given).trim() : '';
	return text === '' ? fallback : text;
}
