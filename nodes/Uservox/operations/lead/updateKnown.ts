// Updates known leads for Initiate and Bulk Initiate, as the operation Update does.
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { executeUservox, type OpenUpdates } from '../../initiate/execute';
import { failed } from '../../model/ended';
import { openExchange } from '../setUp';
import { leadUpdate, submitUpdate } from './submitUpdate';

const openUpdates: OpenUpdates = (context, credential, run, { requestsPerWindow, maxRetries, timeout }) => {
	const exchange = openExchange(context, credential, run, { requestsPerWindow, maxRetries, timeoutMs: timeout });
	return async ({ leadId, ...changes }) => {
		const update = leadUpdate({ leadId }, changes);
		// What the check has let through can be written as JSON.
		if (update === undefined) return failed('invalidInput', 'The metadata cannot be written as JSON.');
		const ending = await submitUpdate({ exchange, run, random: Math.random }, update);
		return ending.status === 'failed' ? ending : undefined;
	};
};

export async function executeHandOver(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await executeUservox(context, openUpdates);
}
