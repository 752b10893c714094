// What a user sees of the trigger: how to connect it with Uservox, which events start the workflow, and the options.
import type { INodeProperties, TriggerPanelDefinition } from 'n8n-workflow';
import { processLocator } from '../operations/parameters/process';
import { connectionProperties } from './connection';
import { ANY_CALL } from './readCallback';

/** Where callbacks are set in Uservox, in the words of its menus. */
const MENU_PATH =
	'Processes → your process → Edit Process → Advanced Settings → Lead Update Callbacks → + Add Callback';

const TWO_ADDRESSES =
	'This node has two addresses, under <strong>Webhook URLs</strong>. The <strong>Test URL</strong> works only while you are listening for a test event here. The <strong>Production URL</strong> works as long as the workflow is published. Uservox allows several callbacks, so enter both.';

const TRY_OUT =
	'click “Execute step”, then let Uservox make a call. Uservox calls the Test URL, and the result appears here.';

export const triggerPanel: TriggerPanelDefinition = {
	header: 'Get the outcome of each call from Uservox',
	executionsHelp: {
		inactive: `<strong>While you build:</strong> ${TRY_OUT}<br><br><strong>In production:</strong> publish the workflow. Uservox then starts it through the Production URL, and the results appear in the list of executions, not here.<br><br>${TWO_ADDRESSES}`,
		active: `<strong>The workflow is published:</strong> Uservox starts it through the Production URL. The results appear in the <a data-key="executions">list of executions</a>, not here.<br><br><strong>While you change it:</strong> ${TRY_OUT}<br><br>${TWO_ADDRESSES}`,
	},
	activationHint:
		'Once the workflow is ready, publish it: Uservox then starts it through the Production URL, without this button.',
};

export const EVENT_DESCRIPTION = 'Waiting for Uservox to call the Test URL';

export const ACTIVATION_MESSAGE =
	'Uservox can now start this workflow. Add its Production URL as a Lead Update Callback to each process whose calls you want to hear about.';

const STEPS = [
	'Copy the Production URL from “Webhook URLs” above.',
	`In Uservox, open ${MENU_PATH}.`,
	'Paste it as the “Lead Update URL”. Choose the payload format “Activity Update”.',
	'Choose the authentication “Bearer Token”, and enter the Callback Token of the Uservox credential below: a long random text that you make up, not the API token. Save.',
	'To try the workflow out, add a second callback with the Test URL in the same way.',
	'Publish this workflow.',
];

/** A notice may hold lists and links, and nothing else that formats. */
const SET_UP = `Callbacks are set up by hand, once for each process:<ul>${STEPS.map((step, index) => `<li>${index + 1}. ${step}</li>`).join('')}</ul>`;

export const properties: INodeProperties[] = [
	{
		displayName: SET_UP,
		name: 'setUpNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		required: true,
		options: [
			{
				// First in the list, and first among the events of the nodes panel, where each adds the trigger with itself alone.
				name: 'Any Call',
				value: ANY_CALL,
				action: 'On call ended',
				description: 'A call ended, with or without a conversation: the same as choosing the next two',
			},
			{
				name: 'Call Connected',
				value: 'callConnected',
				description: 'A call ended, and there was a conversation',
			},
			{
				name: 'Call Not Connected',
				value: 'callNotConnected',
				description: 'A call ended without a conversation, for example because the line was busy',
			},
			{
				name: 'Lead Update Applied',
				value: 'updateApplied',
				description: 'Uservox carried out an update of a lead',
			},
			{
				name: 'Lead Update Failed',
				value: 'updateFailed',
				description: 'Uservox did not carry out an update of a lead, for example because a call was in progress',
			},
			{
				name: 'Other Activity',
				value: 'otherActivity',
				description:
					'Anything else that Uservox reports about a lead, such as a scheduled call, or a call whose outcome it does not say',
			},
		],
		default: ['callConnected', 'callNotConnected'],
		description: 'Which events start the workflow. All others are acknowledged and ignored.',
	},
	{
		displayName: 'Authentication',
		name: 'authentication',
		type: 'options',
		options: [
			{
				name: 'Callback Token of the Credential',
				value: 'credential',
				description: 'Refuse requests without the callback token of the Uservox credential',
			},
			{
				name: 'None',
				value: 'none',
				description: 'Accept requests from anybody who knows the address',
			},
		],
		default: 'credential',
		description: 'How a request proves that it comes from Uservox',
	},
	{
		displayName:
			'Anybody who learns the address can start this workflow, with any content. Use this for a short trial only.',
		name: 'openNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { authentication: ['none'] } },
	},
	...connectionProperties,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Include Body',
				name: 'includeBody',
				type: 'boolean',
				default: true,
				description: 'Whether to add everything that Uservox sent, under "body"',
			},
			{
				...processLocator,
				description:
					'Only events of this process start the workflow. Outcomes of lead updates always do, because they do not name their process.',
			},
			{
				displayName: 'Skip Repeated Deliveries',
				name: 'skipRepeated',
				type: 'boolean',
				default: true,
				description:
					'Whether to ignore an event that has already started this workflow within the last day. Uservox may report the same event more than once. This is a best effort: where it must never happen, add a Remove Duplicates node on eventId. Test events are never ignored.',
			},
		],
	},
];
