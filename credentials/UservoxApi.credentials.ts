// The credential: the bearer token, the project it belongs to, and where the API is.
import type { IAuthenticateGeneric, Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

export class UservoxApi implements ICredentialType {
	name = 'uservoxApi';

	displayName = 'Uservox API';

	icon: Icon = {
		light: 'file:../nodes/Uservox/uservox.svg',
		dark: 'file:../nodes/Uservox/uservox.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-uservox/n8n-nodes-uservox#connect';

	properties: INodeProperties[] = [
		{
			displayName: 'API Token',
			name: 'apiToken',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'The token of your Uservox project. A token belongs to one project.',
		},
		{
			displayName: 'Project ID',
			name: 'projectId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 507f1f77bcf86cd799439011',
			description: 'The project of the token. Used wherever a node or an item names none.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://crm.uservox.ai/api/v1',
			description: 'Where the API is. Only https, except for a server on this very machine.',
		},
		{
			displayName: 'Callback Header',
			name: 'callbackHeader',
			type: 'string',
			default: 'Authorization',
			description:
				'Only for the Uservox Trigger: the header that Uservox sends with each callback. Keep Authorization if you chose "Bearer Token" in Uservox; with "Auth Key" and "Auth Value", enter the Auth Key.',
		},
		{
			displayName: 'Callback Token',
			name: 'callbackToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Only for the Uservox Trigger: a long random text of your own making. Enter the same one in Uservox, as the Bearer Token or the Auth Value of the callback. Requests without it are refused.',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{ $credentials.apiToken.trim() }}' } },
	};
}
