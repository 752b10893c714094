// The options of operations that ask or change one thing after another: how fast, how patiently, how often again.
import type { INodeProperties } from 'n8n-workflow';

export const requestOptions: INodeProperties[] = [
	{
		displayName: 'Max Retries',
		name: 'maxRetries',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 10 },
		default: 3,
		description:
			'How often to try again after a failure of the network or the server. A request that changes something is sent again only if it is known not to have arrived.',
	},
	{
		displayName: 'Requests per 5 Seconds',
		name: 'requestsPerWindow',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 1000 },
		default: 100,
		description:
			'Max number of requests in any 5 seconds, over all executions in this n8n process that use the same token. Uservox allows about 100 per project; divide that by the number of n8n workers.',
	},
	{
		displayName: 'Timeout',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1000, maxValue: 600000 },
		default: 60000,
		description: 'How long to wait for an answer, in milliseconds',
	},
];

/** The collection "Options" with these and an operation's own. One of its own takes the place of the usual one of that name. */
export function optionsWith(...own: INodeProperties[]): INodeProperties {
	const usual = requestOptions.filter(({ name }) => own.every((option) => option.name !== name));
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [...own, ...usual].sort((first, second) => first.displayName.localeCompare(second.displayName)),
	};
}
