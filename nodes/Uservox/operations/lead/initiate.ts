// Initiate Lead: hands over each item in a request of its own.
import type { Operation } from '../operation';
import { handOverProperties } from './handOver';
import { executeHandOver } from './updateKnown';

export const initiate: Operation = {
	name: 'Initiate',
	action: 'Initiate lead',
	description: 'Hand over each item in a request of its own: best for one lead at a time, such as a new CRM contact',
	builderHint:
		'Only for one lead at a time, such as behind a form, a webhook or a CRM trigger. For a list, use Bulk Initiate.',
	properties: handOverProperties,
	execute: executeHandOver,
};
