// How many results: all, or up to a limit.
import type { INodeParameters, INodeProperties } from 'n8n-workflow';
import type { ItemReading } from '../../input/itemReading';
import { compileParameter, type Evaluate } from '../../input/parameter';
import { onOrOff, wholeNumber } from '../../model/options';

const DEFAULT_LIMIT = 50;

export const limitParameters: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		displayOptions: { show: { returnAll: [false] } },
		description: 'Max number of results to return',
	},
];

const returnAllSchema = onOrOff(false);
const limitSchema = wholeNumber(1, Infinity, DEFAULT_LIMIT);

/** Compiles them, once for all items: how many are wanted, Infinity for all; undefined, with a fault, for what is no number. */
export function limitReader(
	parameters: INodeParameters,
	evaluate: Evaluate,
): (reading: ItemReading) => number | undefined {
	const all = compileParameter('returnAll', parameters.returnAll, evaluate);
	const limit = compileParameter('limit', parameters.limit, evaluate);
	return (reading) => {
		const wantsAll = returnAllSchema.safeParse(reading.value('returnAll', all));
		if (wantsAll.success && wantsAll.data) return Infinity;
		const wanted = limitSchema.safeParse(reading.value('limit', limit));
		for (const [field, read] of [
			['returnAll', wantsAll],
			['limit', wanted],
		] as const) {
			const message = read.error?.issues[0]?.message;
			if (message !== undefined) reading.faults.push({ field, message });
		}
		return wanted.data;
	};
}
