// What a user sees of the trigger: how to connect it with Uservox, which events start the workflow, and the options.
import type { INodeProperties, TriggerPanelDefinition } from 'n8n-workflow';

/** Where callbacks are set in Uservox, in the words of its menus. */
const MENU_PATH =
	'<b>Processes</b> → your process → <b>Edit Process</b> → <b>Advanced Settings</b> → <b>Lead Update Callbacks</b> → <b>+ Add Callback</b>';

const TWO_ADDRESSES =
	'This node has two addresses, shown under <b>Webhook URLs</b>. The <b>Test URL</b> works only while you listen for a test event here; the <b>Production URL</b> works as long as the workflow is published. Uservox takes several callbacks: enter both, one callback for each.';

export const triggerPanel: TriggerPanelDefinition = {
	header: 'Learn from Uservox what came of each call',
	executionsHelp: {
		inactive: `<b>While you build:</b> click “Listen for test event”, then let Uservox make a call. The result shows up here.<br><br><b>For real:</b> publish the workflow. Results then show up in the list of executions, not here.<br><br>${TWO_ADDRESSES}`,
		active: `<b>The workflow is published:</b> each event that reaches the Production URL starts it. You find the results in the <a data-key="executions">list of executions</a>, not here.<br><br><b>While you change it:</b> click “Listen for test event”, then let Uservox make a call; it also reports to the Test URL if you entered that.<br><br>${TWO_ADDRESSES}`,
	},
	activationHint:
		'Once the workflow is ready, publish it: Uservox then starts it through the Production URL, and you need not click this button.',
};

export const EVENT_DESCRIPTION = 'Waiting for Uservox to call the Test URL';

export const ACTIVATION_MESSAGE =
	'Uservox can now start this workflow. The Production URL must be set as a Lead Update Callback of each process whose calls you want to hear of.';

const SET_UP = [
	'Uservox lets you set callbacks by hand only, once for each process:',
	`<ol><li>Copy the <b>Production URL</b> from <b>Webhook URLs</b> above.</li><li>In Uservox, open ${MENU_PATH}.</li><li>Paste it as <b>Lead Update URL</b>. Choose the payload format <b>Activity Update</b>.</li><li>As authentication choose <b>Bearer Token</b>, and enter the <b>Callback Token</b> of the Uservox credential used here: a long random text of your own making. It is not the API token.</li><li>Save. Add a second callback with the <b>Test URL</b> in the same way, so that you can try the workflow out.</li><li>Publish this workflow.</li></ol>`,
].join('');

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
				name: 'Call Connected',
				value: 'callConnected',
				description: 'A call ended, and a conversation took place',
			},
			{
				name: 'Call Not Connected',
				value: 'callNotConnected',
				description: 'A call ended without a conversation, for instance because the line was busy',
			},
			{
				name: 'Lead Update Applied',
				value: 'updateApplied',
				description: 'Uservox carried out a Lead: Update',
			},
			{
				name: 'Lead Update Failed',
				value: 'updateFailed',
				description: 'Uservox did not carry out a Lead: Update, for instance because a call was in progress',
			},
			{
				name: 'Other Activity',
				value: 'otherActivity',
				description: 'Anything else that Uservox reports about a lead, such as a call that is scheduled',
			},
		],
		default: ['callConnected', 'callNotConnected'],
		description: 'What starts the workflow. Uservox is told that all went well in any case.',
	},
	{
		displayName: 'Authentication',
		name: 'authentication',
		type: 'options',
		options: [
			{
				name: 'Callback Token of the Credential',
				value: 'credential',
				description: 'Refuse requests that do not carry the callback token of the Uservox credential',
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
			'Anybody who learns the address can start this workflow, with any content. Use this only for a short trial.',
		name: 'openNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { authentication: ['none'] } },
	},
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
				default: false,
				description: 'Whether to add all that Uservox sent, under "body"',
			},
			{
				displayName: 'Process ID',
				name: 'processId',
				type: 'string',
				default: '',
				placeholder: 'e.g. 507f1f77bcf86cd799439012',
				description:
					'Only events of this process start the workflow. Outcomes of lead updates, which do not name their process, always do.',
			},
			{
				displayName: 'Skip Repeated Deliveries',
				name: 'skipRepeated',
				type: 'boolean',
				default: true,
				description:
					'Whether to ignore an event that has already started this workflow within a day. Uservox may report the same more than once. This is a best effort: where it must never happen, add a Remove Duplicates node on eventId. Test events are never ignored.',
			},
		],
	},
];
