// The one way for items of any operation to leave: each once, on Success or Error, with what the output panel says of them.
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { inSlices } from '../api/pace/slices';
import { steadyClock } from '../host/clock';
import { hintOfLoneError } from '../host/connections';
import { noticesOf } from '../host/notices';

/** The output items of one input item. */
export interface Leaving {
	to: 'success' | 'error';
	items: INodeExecutionData[];
}

/** Whether the node works as an AI tool: then it answers an agent, which reads one output only (docs/n8n-behaviours.md, 5). */
export function isTool(context: IExecuteFunctions): boolean {
	return context.getNode().type.endsWith('Tool');
}

/**
 * Lets all items leave, in the order of the input.
 * @param notesOf what the output panel says, given how many items left on each output
 */
export async function leave(
	context: IExecuteFunctions,
	leavingOf: (itemIndex: number) => Leaving,
	notesOf: (left: { success: number; error: number }) => Array<{ note: string; type: 'info' | 'warning' }>,
): Promise<INodeExecutionData[][]> {
	const count = context.getInputData().length;
	const success: INodeExecutionData[] = [];
	const error: INodeExecutionData[] = [];
	const asTool = isTool(context);
	let itemIndex = 0;
	await inSlices(steadyClock, () => {
		if (itemIndex >= count) return false;
		const { to, items } = leavingOf(itemIndex);
		for (const item of items) (asTool || to === 'success' ? success : error).push(item);
		itemIndex += 1;
		return true;
	});
	if (asTool) return [success];
	const { hint } = noticesOf(context);
	for (const { note, type } of notesOf({ success: success.length, error: error.length })) hint(note, type);
	const lone = error.length > 0 ? hintOfLoneError(context) : undefined;
	if (lone !== undefined) hint(lone, 'warning');
	return [success, error];
}
