// What n8n says about the workflow around the node: whether anything is connected to one of its outputs.
import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

/** For each input of a node: from which output of which node it is fed. */
const inputsSchema = z.array(z.array(z.object({ node: z.string(), index: z.number() })).nullable());

/** n8n has it, and does not promise it. */
interface WithConnections {
	getConnections: (destination: { name: string }, type: string) => unknown;
}

function hasConnections(context: object): context is WithConnections {
	return 'getConnections' in context && typeof context.getConnections === 'function';
}

/**
 * Whether a node is connected to an output of this one; undefined where this n8n does not say.
 * @param output from 0
 */
export function isConnected(context: IExecuteFunctions, output: number): boolean | undefined {
	try {
		const { name } = context.getNode();
		const children = context.getChildNodes(name);
		if (children.length === 0) return false;
		if (!hasConnections(context)) return undefined;
		return children.some((child) => {
			const inputs = inputsSchema.parse(context.getConnections(child, 'main'));
			return inputs.flatMap((input) => input ?? []).some(({ node, index }) => node === name && index === output);
		});
	} catch {
		// An n8n that does not have it, or has it in another form, says nothing.
		return undefined;
	}
}

const ERROR = 1;

/** The line for items that leave on Error where nothing takes them; undefined where something does. */
export function hintOfLoneError(context: IExecuteFunctions): string | undefined {
	return isConnected(context, ERROR) === false
		? 'Nothing is connected to the output Error, so the workflow continues without the items that left there. Connect it to a node that records them.'
		: undefined;
}
