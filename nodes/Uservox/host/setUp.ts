// What every operation reads before its first item, and how it refuses a set-up that cannot be used.
import { NodeOperationError, type IExecuteFunctions, type ILoadOptionsFunctions } from 'n8n-workflow';
import type { z } from 'zod';
import { CREDENTIAL_NAME, readCredential, type Credential } from './credential';

/** A cause outside the items that prevents all asking and sending: the set-up, which the user has to change, or the service. */
export interface SetUpFault {
	fault: string;
	description?: string;
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
