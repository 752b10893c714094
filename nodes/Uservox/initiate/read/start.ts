// Whether Uservox calls a lead at once: the switch "Start Calling", which a column may fill.
import type { INodeParameters } from 'n8n-workflow';
import type { ItemReading } from '../../input/itemReading';
import { compileParameter, type Evaluate } from '../../input/parameter';
import { readYesOrNo } from '../../model/yesNo';

/** Whether a lead is to be called at once. */
export interface Start {
	on: boolean;
	/** Nothing says whether: the lead is stored and not called. */
	isUnsaid?: true;
	/** It was read from the item, so that an error item has to tell it to the run that tries again. */
	isOfItem?: true;
}

/** Compiles the switch, once for all items. A workflow that was saved without it starts its leads; a value that is empty starts nobody. */
export function startReader(parameters: INodeParameters, evaluate: Evaluate): (reading: ItemReading) => Start {
	const raw = parameters.init ?? (parameters.init === undefined ? true : '');
	const parameter = compileParameter('init', raw, evaluate);
	const isOfItem = typeof raw === 'string' && raw.startsWith('=');
	return (reading) => {
		const faultsBefore = reading.faults.length;
		const { isErrorItem, json } = reading.source;
		let read = readYesOrNo(reading.value('init', parameter));
		if (isErrorItem && 'answer' in read && read.answer === undefined) read = readYesOrNo(json.init);
		if ('fault' in read) reading.faults.push({ field: 'init', code: 'invalid', message: read.fault });
		const answer = 'answer' in read && reading.faults.length === faultsBefore ? read.answer : false;
		return {
			on: answer ?? false,
			...(answer === undefined && { isUnsaid: true }),
			...(isOfItem && { isOfItem: true }),
		};
	};
}
