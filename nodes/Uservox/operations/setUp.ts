// What an operation needs before it asks anything: its options, the credential, and the way to the API.
import type { IExecuteFunctions, ILoadOptionsFunctions, INodeParameters } from 'n8n-workflow';
import type { z } from 'zod';
import { Exchange } from '../api/exchange';
import { Slots } from '../api/pace/slots';
import type { Random } from '../api/ports';
import { Run } from '../api/run';
import { clockOfRun, steadyClock } from '../host/clock';
import type { Credential } from '../host/credential';
import { n8nHttp } from '../host/n8nHttp';
import { noticesOf } from '../host/notices';
import { sharedPace } from '../host/pace';
import { givenOptions, readCredentialOf, readOptions, type SetUpFault } from '../host/setUp';
import type { Items } from '../initiate/read/plan/survey';
import type { ReadSettings } from '../input/itemReading';
import { evaluatorOf } from '../input/parameter';
import { isTool } from '../leave/leave';
import { optionsSchema } from '../model/options';

export interface SetUp extends ReadSettings {
	credential: Credential;
	exchange: Exchange;
	run: Run;
	random: Random;
	parameters: INodeParameters;
	/** The collection "Options", for what an operation has of its own. */
	options: Record<string, unknown>;
	input: Items;
	/** As an AI tool the node answers an agent, in short, on one output. */
	asTool: boolean;
	/** The workflow's, such as "Asia/Kolkata". */
	timezone: string;
}

/** This many requests of one run are under way at once. */
export const CONCURRENT_REQUESTS = 10;

export const requestOptionsSchema = optionsSchema.pick({ requestsPerWindow: true, maxRetries: true, timeout: true });

export type RequestOptions = z.infer<typeof requestOptionsSchema>;

/** Options that each item fills by itself: what fails for one item is no fault of the set-up. */
const OF_EACH_ITEM: ReadonlySet<string> = new Set(['processId', 'groupId']);

/** Reads the set-up, or says in a sentence why nothing can be asked with it. Never throws. */
export async function readSetUp(
	context: IExecuteFunctions,
	schema: z.ZodType<RequestOptions, z.ZodTypeDef, unknown>,
): Promise<SetUp | SetUpFault> {
	const given = givenOptions(context, OF_EACH_ITEM);
	if ('fault' in given) return given;
	const read = readOptions(schema, given.options);
	if ('fault' in read) return read;
	const { requestsPerWindow, maxRetries, timeout: timeoutMs } = read.options;
	const found = await readCredentialOf(context);
	if ('fault' in found) return found;
	const { credential } = found;
	const items = context.getInputData();
	const asTool = isTool(context);
	const run = new Run(clockOfRun(), context.getExecutionCancelSignal(), noticesOf(context).info);
	return {
		credential,
		run,
		random: Math.random,
		exchange: openExchange(context, credential, run, { requestsPerWindow, maxRetries, timeoutMs }),
		options: given.options,
		parameters: context.getNode().parameters,
		input: { count: items.length, jsonOf: (itemIndex) => items[itemIndex]?.json ?? {} },
		evaluate: evaluatorOf(context),
		defaultProjectId: credential.projectId,
		takeFromInput: !asTool,
		asTool,
		timezone: context.getTimezone(),
	};
}

/** The way to the API, at the pace that all executions of this process share. */
export function openExchange(
	context: IExecuteFunctions | ILoadOptionsFunctions,
	credential: Credential,
	run: Run,
	settings: Exchange['settings'],
): Exchange {
	const { limiter, block } = sharedPace(credential, steadyClock);
	return new Exchange(
		{
			sendHttp: n8nHttp(context, credential, steadyClock),
			limiter,
			block,
			slots: new Slots(CONCURRENT_REQUESTS),
			run,
			random: Math.random,
		},
		settings,
	);
}
