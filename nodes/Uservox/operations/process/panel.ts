// What the lists of the panel are made of: the processes of the project that the node works on, or a sentence that says why there are none.
import { NodeOperationError, type ILoadOptionsFunctions } from 'n8n-workflow';
import type { JsonObject } from '../../api/answer/parse';
import { Run } from '../../api/run';
import { clockOfRun } from '../../host/clock';
import { readCredentialOf } from '../../host/setUp';
import { normalisedId } from '../../input/ids';
import { OBJECT_ID } from '../../model/lead';
import type { Failed } from '../../model/ended';
import { openExchange, type SetUp } from '../setUp';
import { listProcesses } from './list';

/** A list is waited for by a person: no long patience. */
const SETTINGS = { requestsPerWindow: 100, timeoutMs: 15_000, maxRetries: 1 };

/** The processes of the project, without their callbacks. @throws NodeOperationError that says why they cannot be had */
export async function processesOfPanel(context: ILoadOptionsFunctions): Promise<JsonObject[]> {
	return await listOfPanel(context, listProcesses);
}

/** A list about the project of the panel. @throws NodeOperationError that says why it cannot be had */
export async function listOfPanel<Entry>(
	context: ILoadOptionsFunctions,
	list: (asking: Pick<SetUp, 'exchange' | 'run'>, projectId: string) => Promise<Entry[] | Failed>,
): Promise<Entry[]> {
	const fault = (message: string, description?: string) =>
		new NodeOperationError(context.getNode(), message, { description });
	const read = await readCredentialOf(context);
	if ('fault' in read) throw fault(read.fault, read.description);
	const { credential } = read;
	const projectId = projectOf(context, credential.projectId);
	if (projectId === undefined) throw fault('Set the Project ID in the node or in the credential to see its processes.');
	if (!OBJECT_ID.test(projectId)) {
		throw fault(
			projectId.startsWith('=')
				? 'The Project ID is an expression that has no value yet. Enter the process by ID.'
				: 'The Project ID is not one: 24 hexadecimal digits are expected.',
		);
	}
	const run = new Run(clockOfRun(), undefined, (message) => context.logger.info(message));
	const exchange = openExchange(context, credential, run, SETTINGS);
	const entries = await list({ exchange, run }, normalisedId(projectId));
	if ('errorCode' in entries) throw fault(entries.message);
	return entries;
}

/** The project of the parameter, which n8n has evaluated as far as it could, else that of the credential. */
function projectOf(context: ILoadOptionsFunctions, fallback: string | undefined): string | undefined {
	const given = context.getCurrentNodeParameter('projectId');
	const text = typeof given === 'string' || typeof given === 'number' ? String(given).trim() : '';
	return text === '' ? fallback : text;
}
