// What a run does to people: it calls them, stores them, or only tries. The panel says which, without anything being opened.
import type { INodeProperties } from 'n8n-workflow';
import { withPropertyHint } from '../builderHints';

/** Off, or an expression, whose value the panel does not know. No regular expression: n8n gives one up by the clock, on a busy machine too. */
const IS_NOT_ON = { _cnd: { not: true } };
const IS_NOT_OFF = { _cnd: { not: false } };

interface Hidden {
	/** Values of "Start Calling" for which the sentence is not true. */
	init: NonNullable<NonNullable<INodeProperties['displayOptions']>['hide']>[string];
	/** Values of "Dry Run" for which it is not true. */
	dryRun: NonNullable<NonNullable<INodeProperties['displayOptions']>['hide']>[string];
}

/** A sentence about the run. It is hidden, not shown, by value: n8n shows whatever has a condition on an expression. */
function notice(name: string, displayName: string, hide: Partial<Hidden>): INodeProperties {
	return { displayName, name, type: 'notice', default: '', displayOptions: { hide } };
}

/** One of them is to be seen; two where both switches are expressions. */
const notices: INodeProperties[] = [
	notice(
		'callNotice',
		'<b>This run calls people</b>, even if you only execute this step: the agents of Uservox phone the leads at once. Switch on "Dry Run" to try it without calling anybody.',
		{ dryRun: [true], init: [IS_NOT_ON] },
	),
	notice(
		'storeNotice',
		'<b>This run stores leads in Uservox and calls nobody.</b> To call them later, start them with "Leads Are" set to "Already in Uservox".',
		{ dryRun: [true], init: [IS_NOT_OFF] },
	),
	notice(
		'perItemNotice',
		'<b>This run calls people</b> for each item for which "Start Calling" is true or yes. All other leads are stored in Uservox and not called.',
		{ dryRun: [true], init: [true, false] },
	),
	notice(
		'dryRunNotice',
		'<b>This is a dry run: nothing is sent, and nobody is called.</b> Success shows what would be sent, with a made-up "_id"; Error shows what would not be sent, and why.',
		{ dryRun: [IS_NOT_ON] },
	),
	notice(
		'dryRunByExpressionNotice',
		'If the expression under "Dry Run" is true, nothing is sent and nobody is called.',
		{ dryRun: [true, false] },
	),
];

export const runProperties: INodeProperties[] = [
	...notices,
	{
		displayName: 'Start Calling',
		name: 'init',
		type: 'boolean',
		default: true,
		description: 'Whether to call the leads at once. If it is off, they are stored in Uservox and not called yet.',
	},
	withPropertyHint<INodeProperties>(
		{
			displayName: 'Dry Run',
			name: 'dryRun',
			type: 'boolean',
			default: false,
			description:
				'Whether to do everything except send: Uservox is asked as in a real run, but nothing is stored and nobody is called',
		},
		'Set it to true in workflows that are being built or tried: with false, each run calls real people. Tell the user to switch it off when the calls are to be made.',
	),
];
