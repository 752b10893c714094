// What is read once, before the first item: operation, source of the leads, options, credential.
import type { IExecuteFunctions, INode } from 'n8n-workflow';
import { z } from 'zod';
import { CREDENTIAL_NAME, readCredential, type Credential } from '../host/credential';
import { optionsSchema, type Options } from '../model/options';
import type { Fault } from './outcomes';
import { mapsAutomatically } from './read/read';
import type { InitiateOperation } from './send/deliver';

export interface SetUp {
	operation: InitiateOperation;
	leadSource: 'new' | 'existing';
	options: Options;
	credential: Credential;
}

const choiceSchema = z.object({
	leadSource: z.enum(['new', 'existing']),
	operation: z.enum(['initiate', 'bulkInitiate']),
});

const AGENTS_DATA = "A tool's input holds the agent's own data.";

/** The set-up, or what is wrong with it. Never throws: an expression of an option may fail, and On Error may say to continue. */
export async function readSetUp(context: IExecuteFunctions, node: INode, asTool: boolean): Promise<SetUp | Fault> {
	try {
		return await readParameters(context, node, asTool);
	} catch (error) {
		return {
			fault: 'A parameter of the node cannot be read, because its expression fails',
			description: error instanceof Error ? error.message : undefined,
		};
	}
}

async function readParameters(context: IExecuteFunctions, node: INode, asTool: boolean): Promise<SetUp | Fault> {
	const choice = choiceSchema.safeParse({
		leadSource: context.getNodeParameter('leadSource', 0, 'new'),
		operation: context.getNodeParameter('operation', 0, 'initiate'),
	});
	if (!choice.success) return { fault: `The parameter ${firstIssue(choice.error)}` };
	const options = optionsSchema.safeParse(context.getNodeParameter('options', 0, {}));
	if (!options.success) return { fault: `The option ${firstIssue(options.error)}` };
	const { leadSource } = choice.data;
	const faultOfTool = asTool && leadSource === 'new' ? unusableForTool(node) : undefined;
	if (faultOfTool !== undefined) return faultOfTool;
	const credential = await credentialOf(context);
	return 'fault' in credential ? credential : { ...choice.data, options: options.data, ...credential };
}

function firstIssue({ issues }: z.ZodError): string {
	return `"${issues[0]?.path.join('.')}" cannot be used: ${issues[0]?.message}`;
}

function unusableForTool({ parameters }: INode): Fault | undefined {
	if (mapsAutomatically(parameters)) {
		return {
			fault: 'As an AI tool the node cannot map lead fields automatically',
			description: `${AGENTS_DATA} Map each lead field, and let the model fill it.`,
		};
	}
	if (parameters.metadata !== 'unmapped') return undefined;
	return {
		fault: 'As an AI tool the node cannot take "All Other Input Fields" as metadata',
		description: `${AGENTS_DATA} Use name and value pairs, or JSON.`,
	};
}

async function credentialOf(context: IExecuteFunctions): Promise<{ credential: Credential } | Fault> {
	let data: unknown;
	try {
		data = await context.getCredentials(CREDENTIAL_NAME);
	} catch (error) {
		return {
			fault: 'The Uservox credential is missing or cannot be read',
			description: error instanceof Error ? error.message : undefined,
		};
	}
	return readCredential(data);
}
