// Bulk Initiate Leads: hands over all items in as few requests as possible.
import type { Operation } from '../operation';
import { handOverProperties } from './handOver';
import { executeHandOver } from './updateKnown';

export const bulkInitiate: Operation = {
	name: 'Bulk Initiate',
	action: 'Bulk initiate leads',
	description: 'Hand over all items in as few requests as possible: best for a sheet or a list',
	builderHint:
		'Use this for every list: all items of the input in one run of the node, without a loop around it. One run takes tens of thousands of leads.',
	properties: handOverProperties,
	execute: executeHandOver,
};
