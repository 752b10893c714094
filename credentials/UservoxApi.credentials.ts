// The credential: the bearer token, the project it belongs to, and where the API is.
import {
	UserError,
	type IAuthenticate,
	type Icon,
	type ICredentialDataDecryptedObject,
	type ICredentialTestRequest,
	type ICredentialType,
	type IDataObject,
	type IHttpRequestHelper,
	type INodeProperties,
} from 'n8n-workflow';
import { faultOfCredential } from '../nodes/Uservox/host/checkCredential';
import { faultOfTarget, readCredential } from '../nodes/Uservox/host/credential';
import { credentialTest } from '../nodes/Uservox/host/testCredential';

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
			description: 'The API token of your Uservox project. A token belongs to one project.',
		},
		{
			displayName: 'Project ID',
			name: 'projectId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 507f1f77bcf86cd799439011',
			description: 'The project of the token. It is used wherever a node or an item does not set one.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://crm.uservox.ai/api/v1',
			description: 'The address of the API. It has to be https, except for a server on this machine.',
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
				'Only for the Uservox Trigger: a long random text that you make up. Enter the same text in Uservox, as the Bearer Token or the Auth Value of the callback. Requests without it are refused.',
		},
		{
			// n8n calls `preAuthentication` only for a credential that has such a field.
			displayName: 'Tested',
			name: 'tested',
			type: 'hidden',
			typeOptions: { expirable: true },
			default: '',
		},
	];

	/**
	 * Says in a sentence why a credential that is tested does not work: of a request that fails, n8n's own test shows a code at best.
	 * n8n calls this before requests of a credential whose `tested` is empty: when it is tested, and before requests of other nodes. Our
	 * own requests are spared it (`NOT_TESTED`).
	 */
	async preAuthentication(this: IHttpRequestHelper, data: ICredentialDataDecryptedObject): Promise<IDataObject> {
		const fault = await faultOfCredential(data, async (options) => {
			const answer: unknown = await this.helpers.httpRequest(options);
			return answer;
		});
		if (fault !== undefined) throw new UserError(fault);
		return {};
	}

	/** Adds the token, unless it would travel unprotected. */
	authenticate: IAuthenticate = async (data, request) => {
		const read = readCredential(data);
		if ('fault' in read) throw new UserError(read.fault);
		// n8n's HTTP Request node, which users may give this credential, names the address "uri".
		const address = 'uri' in request && typeof request.uri === 'string' ? request.uri : request.url;
		const target = request.baseURL === undefined ? address : new URL(address, request.baseURL).href;
		const fault = faultOfTarget(target);
		if (fault !== undefined) throw new UserError(fault);
		return { ...request, headers: { ...request.headers, Authorization: `Bearer ${read.credential.apiToken}` } };
	};

	/** A good token with its project passes; each fault has a sentence. */
	test: ICredentialTestRequest = credentialTest;
}
