// What every operation reads before its first item, and how it refuses a set-up that cannot be used.
import { NodeOperationError, type IExecuteFunctions, type ILoadOptionsFunctions } from 'n8n-workflow';
import type { z } from 'zod';
import { CREDENTIAL_NAME, readCredential, type Credential } from './credential';

/** A cause outside the items that prevents all asking and sending: the set-up, which the user has to change, or the service. */
export interface SetUpFault {
	fault: string;
	description?: string;
}

export const AGENTS_DATA = "A tool's input holds the agent's own data.";

/** As an AI tool, the rest of the input is nobody's metadata. */
export const NO_REST_FOR_TOOL: SetUpFault = {
	fault: 'As an AI tool the node cannot take "All Other Input Fields" as metadata',
	description: `${AGENTS_DATA} Use name and value pairs, or JSON.`,
};

const NONE: ReadonlySet<string> = new Set();

/**
 * The collection "Options" of the node, which holds for all items, or a sentence that says which of them cannot be read.
 * @param ofEachItem those that are left out, because each item fills them by itself
 */
export function givenOptions(
	context: IExecuteFunctions,
	ofEachItem: ReadonlySet<string> = NONE,
): { options: Record<string, unknown> } | SetUpFault {
	const collection = context.getNode().parameters.options;
	const names = typeof collection === 'object' && collection !== null ? Object.keys(collection) : [];
	const options: Record<string, unknown> = {};
	for (const name of names.filter((each) => !ofEachItem.has(each))) {
		const option = readParameter(`The option "${name}"`, () => context.getNodeParameter(`options.${name}`, 0));
		if ('fault' in option) return option;
		options[name] = option.value;
	}
	return { options };
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

/** The credential of the node, or a sentence that says what is wrong with it. */
export async function readCredentialOf(
	context: IExecuteFunctions | ILoadOptionsFunctions,
): Promise<{ credential: Credential } | SetUpFault> {
	try {
		return readCredential(await context.getCredentials(CREDENTIAL_NAME));
	} catch (error) {
		return { fault: 'The Uservox credential is missing or cannot be read', description: messageIn(error) };
	}
}

/** The value of a parameter, whose expression may fail. */
export function readParameter<Value>(what: string, read: () => Value): { value: Value } | SetUpFault {
	try {
		return { value: read() };
	} catch (error) {
		return { fault: `${what} cannot be read, because its expression fails`, description: messageIn(error) };
	}
}

/** Throws, unless On Error says to continue: then all items leave on Error, because n8n would put the input on Success. */
export function refuse(context: IExecuteFunctions, { fault, description }: SetUpFault): void {
	if (!context.continueOnFail()) throw new NodeOperationError(context.getNode(), fault, { description });
}

function messageIn(error: unknown): string | undefined {
	return error instanceof Error ? error.message : undefined;
}
