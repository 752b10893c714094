// The trigger: what n8n shows of it, and where a callback comes in.
import {
	NodeConnectionTypes,
	NodeOperationError,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { TRIGGER_HINT } from './operations/builderHints';
import { checkConnection } from './operations/process/checkConnection';
import { searchProcesses } from './operations/process/search';
import { ACTIVATION_MESSAGE, EVENT_DESCRIPTION, properties, triggerPanel } from './trigger/description';
import { faultOfTrigger, receiveCallback } from './trigger/receive';

export class UservoxTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Uservox Trigger',
		name: 'uservoxTrigger',
		icon: { light: 'file:uservox.svg', dark: 'file:uservox.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["events"].length === 1 ? $parameter["events"][0] : $parameter["events"].length + " events" }}',
		description: 'Starts the workflow when Uservox reports the outcome of a call, or of an update of a lead',
		eventTriggerDescription: EVENT_DESCRIPTION,
		activationMessage: ACTIVATION_MESSAGE,
		triggerPanel,
		defaults: { name: 'Uservox Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'uservoxApi',
				required: true,
				displayOptions: { show: { authentication: ['credential'] } },
			},
		],
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' }],
		properties,
		...TRIGGER_HINT,
	};

	methods = { listSearch: { checkConnection, searchProcesses } };

	/**
	 * Uservox has no API that registers callbacks: the user does it by hand. What can be said here is that every callback would be
	 * refused: n8n asks when it begins to listen for a test event, and when the workflow is published.
	 */
	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				const fault = await faultOfTrigger(this);
				if (fault !== undefined) throw new NodeOperationError(this.getNode(), fault);
				return true;
			},
			async create(): Promise<boolean> {
				return true;
			},
			async delete(): Promise<boolean> {
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveCallback(this);
	}
}
