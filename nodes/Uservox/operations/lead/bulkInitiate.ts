// Bulk Initiate Leads: hands over all items in as few requests as possible.
import { executeUservox } from '../../initiate/execute';
import type { Operation } from '../operation';
import { handOverProperties } from './handOver';

export const bulkInitiate: Operation = {
	name: 'Bulk Initiate',
	action: 'Bulk initiate leads',
	description: 'Hand over all items in as few requests as possible: best for a sheet or a list',
	properties: handOverProperties,
	execute: executeUservox,
};
