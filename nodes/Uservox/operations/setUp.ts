// What an operation needs before it asks anything: its options, the credential, and the way to the API.
import {
	NodeOperationError,
	type IExecuteFunctions,
	type ILoadOptionsFunctions,
	type INodeParameters,
} from 'n8n-workflow';
import type { z } from 'zod';
import { Exchange } from '../api/exchange';
import { Slots } from '../api/pace/slots';
import type { Random } from '../api/ports';
import { Run } from '../api/run';
import { steadyClock, systemClock } from '../host/clock';
import { CREDENTIAL_NAME, readCredential, type Credential } from '../host/credential';
import { n8nHttp } from '../host/n8nHttp';
import { sharedPace } from '../host/pace';
import type { ReadSettings } from '../initiate/read/itemReading';
import { optionsSchema } from '../model/options';

/** A set-up with which nothing can be asked; the user has to change it. */
export interface SetUpFault {
	fault: string;
	description?: string;
}

export interface SetUp extends ReadSettings {
	credential: Credential;
	exchange: Exchange;
	run: Run;
	random: Random;
	parameters: INodeParameters;
	/** The collection "Options", for what an operation has of its own. */
	options: unknown;
	/** As an AI tool the node answers an agent, in short, on one output. */
	asTool: boolean;
	/** The workflow's, such as "Asia/Kolkata". */
	timezone: string;
}

/** So many requests of one run are under way at once. */
export const CONCURRENT_REQUESTS = 10;

const requestOptionsSchema = optionsSchema.pick({ requestsPerWindow: true, maxRetries: true, timeout: true });

/** Reads the set-up, or says in a sentence why nothing can be asked with it. Never throws. */
export async function readSetUp(context: IExecuteFunctions): Promise<SetUp | SetUpFault> {
	let given: unknown;
	try {
		given = context.getNodeParameter('options', 0, {});
	} catch (error) {
		return {
			fault: 'A parameter of the node cannot be read, because its expression fails',
			description: textOf(error),
		};
	}
	const read = readOptions(requestOptionsSchema, given);
	if ('fault' in read) return read;
	const { requestsPerWindow, maxRetries, timeout: timeoutMs } = read.options;
	const found = await readCredentialOf(context);
	if ('fault' in found) return found;
	const { credential } = found;
	const { parameters, type } = context.getNode();
	const asTool = type.endsWith('Tool');
	const run = new Run(systemClock, context.getExecutionCancelSignal(), (message) => context.logger.info(message));
	return {
		credential,
		run,
		random: Math.random,
		exchange: openExchange(context, credential, run, { requestsPerWindow, maxRetries, timeoutMs }),
		options: given,
		parameters,
		evaluate: (path, itemIndex) => context.getNodeParameter(path, itemIndex),
		defaultProjectId: credential.projectId,
		takeFromInput: !asTool,
		asTool,
		timezone: context.getTimezone(),
	};
}

/** Options by their schema, or a sentence that says which one cannot be used. */
export function readOptions<Options>(
	schema: z.ZodType<Options, z.ZodTypeDef, unknown>,
	given: unknown,
): { options: Options } | SetUpFault {
	const read = schema.safeParse(given);
	if (read.success) return { options: read.data };
	const [issue] = read.error.issues;
	return { fault: `The option "${issue?.path.join('.')}" cannot be used: ${issue?.message}` };
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

/** The credential of the node, or a sentence that says what is wrong with it. */
export async function readCredentialOf(
	context: IExecuteFunctions | ILoadOptionsFunctions,
): Promise<{ credential: Credential } | SetUpFault> {
	try {
		return readCredential(await context.getCredentials(CREDENTIAL_NAME));
	} catch (error) {
		return { fault: 'The Uservox credential is missing or cannot be read', description: textOf(error) };
	}
}

/** Throws, unless On Error says to continue: then all items leave on Error, since n8n would put the input on Success. */
export function refuse(context: IExecuteFunctions, { fault, description }: SetUpFault): void {
	if (!context.continueOnFail()) throw new NodeOperationError(context.getNode(), fault, { description });
}

function textOf(error: unknown): string | undefined {
	return error instanceof Error ? error.message : undefined;
}
