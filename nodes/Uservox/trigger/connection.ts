// "Is it connected?": the check in the panel of the trigger. It sets nothing.
import type { INodeProperties } from 'n8n-workflow';

export const connectionProperties: INodeProperties[] = [
	{
		displayName: 'Webhook ID',
		name: 'webhookId',
		type: 'hidden',
		default: '={{ $webhookId }}',
	},
	{
		displayName: 'Is It Connected?',
		name: 'connection',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		description:
			'Open the list to see which processes report to this workflow. Close and open the node to check again. Nothing is set here.',
		modes: [
			{
				displayName: 'Check',
				name: 'list',
				type: 'list',
				placeholder: 'Open to check...',
				typeOptions: { searchListMethod: 'checkConnection' },
			},
		],
	},
];
