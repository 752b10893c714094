// The output items that follow from how an item of an operation ended.
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { failureJson } from '../leave/failureJson';
import type { Leaving } from '../leave/leave';
import { failed, type Ended, type Failed } from '../model/ended';
import type { FieldFault } from '../model/fault';

/** A parameter or a field that cannot be used: nothing was asked. */
export function invalidInput(details: FieldFault[], missing?: Failed['missing']): Failed {
	const sentence = details.map(({ field, message }) => `${field}: ${message}`).join('; ');
	return failed('invalidInput', `Uservox was not asked. ${sentence}.`, { details, missing });
}

/** The items of one input item for the outputs Success and Error; `subject` is what it asked for. */
export function outputItems(ended: Ended, subject: IDataObject, itemIndex: number): Leaving {
	const pairedItem = { item: itemIndex };
	return ended.status === 'done'
		? { to: 'success', items: ended.found.map((json) => ({ json, pairedItem })) }
		: { to: 'error', items: [{ json: { error: ended.message, ...failureJson(ended, subject) }, pairedItem }] };
}

/**
 * The items for an AI agent, which reads one output only: `status` says what happened, and there is no `error`, for which n8n would run the
 * node again. An object's own `status` is called `<noun>Status` there.
 * @param short makes a long object short
 */
export function toolItems(
	ended: Ended,
	subject: IDataObject,
	itemIndex: number,
	noun: string,
	short: (object: IDataObject) => IDataObject = (object) => object,
): INodeExecutionData[] {
	const pairedItem = { item: itemIndex };
	if (ended.status === 'failed') {
		return [{ json: { status: 'failed', message: ended.message, ...failureJson(ended, subject) }, pairedItem }];
	}
	if (ended.found.length === 0) {
		return [{ json: { status: ended.word, count: 0, message: `Uservox has no such ${noun}.` }, pairedItem }];
	}
	return ended.found.map((object) => {
		const { status, ...rest } = short(object);
		const own = status === undefined ? {} : { [`${noun}Status`]: status };
		return { json: { status: ended.word, ...own, ...rest }, pairedItem };
	});
}
