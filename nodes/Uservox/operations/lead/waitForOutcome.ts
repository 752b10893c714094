// Wait for Outcome: waits until the calls of leads that were handed over are over, all leads of the input together.
import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { steadyClock } from '../../host/clock';
import { executionEndsInMs } from '../../host/executionEnd';
import { sharedPace } from '../../host/pace';
import { readOptions, readParameter, type SetUpFault } from '../../host/setUp';
import { ItemReading, sourceOf } from '../../input/itemReading';
import { counted, LONGEST_TEXT, MOST_ENTRIES } from '../../model/limits';
import { wholeNumber } from '../../model/options';
import { LEAD } from '../ask';
import type { Ended } from '../../model/ended';
import { shownFor, type Operation } from '../operation';
import { identifyProperties, identityReader, type Identity } from '../parameters/identify';
import { optionsWith } from '../parameters/requestOptions';
import { showAs, simplifiedLead, simplifyParameter, type Show } from '../parameters/simplify';
import { perform, type Work } from '../perform';
import { requestOptionsSchema, type SetUp } from '../setUp';
import { handedOver } from './wait/handedOver';
import { waitForAll, type Waited, type WaitSettings } from './wait/wait';
import { CallWatch, StateWatch } from './wait/watch';

const MINUTE_MS = 60_000;
const DEFAULT_MINUTES = 30;
/** An agent's user waits as well. */
const DEFAULT_MINUTES_OF_TOOL = 10;

const parameters: INodeProperties[] = [
	{
		displayName:
			'This keeps the execution open until the calls have ended. For many leads, or for calls that may come hours later, start a workflow with the Uservox Trigger instead.',
		name: 'waitNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Until',
		name: 'until',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Call Has Ended',
				value: 'callEnded',
				description:
					'A call that was under way or began after the lead was handed over has ended, whether or not somebody answered',
			},
			{
				name: 'State Is Reached',
				value: 'stateReached',
				description: 'The lead is in one of the states below',
			},
		],
		default: 'callEnded',
		description: 'What to wait for',
	},
	...shownFor({ until: ['stateReached'] }, [
		{
			displayName: 'States',
			name: 'states',
			type: 'string',
			typeOptions: { multipleValues: true, multipleValueButtonText: 'Add State' },
			// One that is empty: it is marked as missing.
			default: [''],
			required: true,
			placeholder: 'e.g. interested',
			description: 'The states that end the wait. Any one of them is enough.',
		},
	]),
];

const options = optionsWith(
	{
		displayName: 'Poll Interval (Seconds)',
		name: 'pollInterval',
		type: 'number',
		typeOptions: { minValue: 10 },
		default: 30,
		description: 'How long to wait before Uservox is asked again, in seconds. At least 10.',
	},
	{
		displayName: 'Timeout (Minutes)',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 720 },
		default: DEFAULT_MINUTES,
		description:
			'How long to wait in all, in minutes, from 1 to 720. Calls that are not over by then leave on Error as "stillOpen".',
	},
);

export const waitForOutcome: Operation = {
	name: 'Wait for Outcome',
	action: 'Wait for outcome of calls',
	description:
		'Wait until the calls of leads that were handed over have ended, all leads together. Use it after a lead was initiated, to learn how the call went.',
	builderHint:
		'For few leads whose calls end within minutes: it keeps the execution open. For lists, or calls that come later, start another workflow with the Uservox Trigger.',
	properties: [...identifyProperties, ...parameters, simplifyParameter(), options],
	async execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await perform(context, (setUp) => prepare(setUp, context), ownOptionsSchema);
	},
};

/** Its Timeout is the wait's: requests have the usual one. */
const ownOptionsSchema = requestOptionsSchema.extend({
	timeout: z.unknown().transform(() => requestOptionsSchema.shape.timeout.parse(undefined)),
});

interface Asked {
	identity: Identity;
	item: IDataObject;
	states: string[];
}

function prepare(setUp: SetUp, context: IExecuteFunctions): Work<Asked> | SetUpFault {
	const minutes = setUp.asTool ? DEFAULT_MINUTES_OF_TOOL : DEFAULT_MINUTES;
	const schema = z.object({ timeout: wholeNumber(1, 720, minutes), pollInterval: wholeNumber(10, Infinity, 30) });
	const read = readOptions(schema, setUp.options);
	if ('fault' in read) return read;
	const shown = showAs(simplifiedLead, setUp);
	if ('fault' in shown) return shown;
	const timeoutMs = read.options.timeout * MINUTE_MS;
	const tooLong = faultOfTimeout(timeoutMs, context);
	if (tooLong !== undefined) return tooLong;
	const settings = { timeoutMs, pollMs: read.options.pollInterval * 1_000, show: shown.show };
	return {
		noun: LEAD.noun,
		read: readerOfLeads(setUp),
		askTogether: async (asked) => await waitFor(asked, settings, setUp),
	};
}

/** n8n would end the execution before the wait is over, and nothing would leave this node. */
function faultOfTimeout(timeoutMs: number, context: IExecuteFunctions): SetUpFault | undefined {
	const { executionTimeout = 0 } = context.getWorkflowSettings?.() ?? {};
	const limits = [executionTimeout > 0 ? executionTimeout * 1_000 : undefined, executionEndsInMs(context)];
	const endsInMs = Math.min(...limits.filter((limit) => limit !== undefined));
	if (endsInMs > timeoutMs) return undefined;
	return {
		fault: `n8n ends this workflow after ${Math.ceil(endsInMs / 1_000)} s, before the ${timeoutMs / MINUTE_MS} minutes of this wait are over`,
		description:
			'Lower the option "Timeout (Minutes)" of this node, or raise "Timeout Workflow" in the settings of the workflow, or the limit of your n8n (EXECUTIONS_TIMEOUT). Nothing was asked.',
	};
}

function readerOfLeads(setUp: SetUp): Work<Asked>['read'] {
	const identityOf = identityReader(setUp);
	const statesOf = setUp.parameters.until === 'stateReached' ? stateReader(setUp) : () => [];
	return (json, itemIndex) => {
		const reading = new ItemReading(sourceOf(json), itemIndex);
		const { subject, identity, missing } = identityOf(reading);
		const states = statesOf(reading);
		const { faults } = reading;
		return identity === undefined || faults.length > 0
			? { subject, faults, missing }
			: { subject, asked: { identity, states, item: json } };
	};
}

/** A text is parted only if it is no longer than one may be: a longer one is a fault. */
function isListed(value: unknown): value is string {
	return typeof value === 'string' && value.length <= LONGEST_TEXT.text;
}

/** A list of states, or text with commas between them. */
function stateReader({ evaluate }: SetUp): (reading: ItemReading) => string[] {
	return (reading) => {
		const given = readParameter('States', () => evaluate('states', reading.itemIndex));
		if ('fault' in given) {
			reading.faults.push({ field: 'states', code: 'expression', message: given.fault });
			return [];
		}
		const { value } = given;
		const list: unknown[] = Array.isArray(value) ? value : isListed(value) ? value.split(',') : [value];
		if (list.length > MOST_ENTRIES) {
			const message = `found a list of ${counted(list.length)} states, expected at most ${MOST_ENTRIES}`;
			reading.faults.push({ field: 'states', code: 'tooLong', message });
			return [];
		}
		const states = list.map((state) => reading.text('states', state)).filter((state) => state !== undefined);
		if (states.length === 0 && reading.faults.length === 0) {
			reading.faults.push({ field: 'states', code: 'missing', message: 'found nothing, expected the name of a state' });
		}
		return states;
	};
}

type Settings = Pick<WaitSettings, 'timeoutMs' | 'pollMs'> & { show: Show };

/** Waits for each lead once, however many items mean it. */
async function waitFor(asked: readonly Asked[], settings: Settings, setUp: SetUp): Promise<Ended[]> {
	const { handOvers } = sharedPace(setUp.credential, steadyClock);
	const leads = new Map<string, { waited: Waited; items: IDataObject[] }>();
	const keys = asked.map(({ identity, states, item }) => {
		const key = JSON.stringify([identity, states]);
		const known = leads.get(key);
		if (known !== undefined) {
			known.items.push(item);
			return key;
		}
		const items = [item];
		const watch =
			states.length > 0
				? new StateWatch(states)
				: new CallWatch((lead) => {
						const since = typeof lead._id === 'string' ? handOvers.of(lead._id) : undefined;
						return handedOver(lead, items, since);
					});
		leads.set(key, { waited: { identity, watch }, items });
		return key;
	});
	const waited = [...leads.values()].map((lead) => lead.waited);
	const what =
		setUp.parameters.until === 'stateReached' ? 'The lead was in none of the states' : 'The call had not ended';
	await waitForAll(waited, { ...settings, what }, { ...setUp, clock: steadyClock });
	return keys.flatMap((key) => leads.get(key)?.waited.ending ?? []);
}
