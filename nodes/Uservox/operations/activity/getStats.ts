// Get Activity Stats: how many calls were attempted, connected and of interest in a period.
import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { asItem } from '../../api/answer/asItem';
import { asObject } from '../../api/answer/parse';
import { ItemReading, sourceOf } from '../../input/itemReading';
import { compileParameter } from '../../input/parameter';
import { onOrOff } from '../../model/options';
import { ask, unreadable, type Wanted } from '../ask';
import { found } from '../../model/ended';
import type { Operation } from '../operation';
import { valuesOf } from '../parameters/collection';
import { conditionsReader } from '../parameters/conditions';
import { endOfPeriod, readTime } from '../parameters/time';
import { processLocator } from '../parameters/process';
import { optionsWith } from '../parameters/requestOptions';
import { perform, type Work } from '../perform';
import { type SetUp } from '../setUp';
import { statsBaseUrl } from '../../host/credential';
import { readOptions, type SetUpFault } from '../../host/setUp';

const period: INodeProperties[] = [
	{
		displayName: 'Start',
		name: 'start',
		type: 'dateTime',
		default: '',
		required: true,
		description: 'When the period starts. Without a time zone of its own, it is in the time zone of the workflow.',
	},
	{
		displayName: 'End',
		name: 'end',
		type: 'dateTime',
		default: '',
		required: true,
		description:
			'When the period ends. A date alone means the whole day. Without a time zone of its own, it is in the time zone of the workflow.',
	},
];

export const getStats: Operation = {
	name: 'Get Stats',
	action: 'Get call statistics',
	description:
		'Count the calls of a period: how many were attempted and connected, and in how many the lead was interested. Use it for a daily or weekly report.',
	properties: [
		...period,
		optionsWith(
			{
				displayName: 'Group ID',
				name: 'groupId',
				type: 'string',
				default: '',
				description: 'Only leads that were sent with this group ID',
			},
			{
				displayName: 'Include Unique Leads',
				name: 'includeUniqueLeads',
				type: 'boolean',
				default: true,
				description: 'Whether to count leads as well as calls: each lead once, however often it was called',
			},
			{ ...processLocator, description: 'Only calls of this process' },
		),
	],
	execute: async (context) => await perform(context, prepare),
};

const STATS: Wanted = { noun: 'statistics' };
const PATH = '/analytics/customer/stats';
const optionsSchema = z.object({ includeUniqueLeads: onOrOff(false) });

interface Asked {
	start: number;
	end: number;
	timezoneOffsetMinutes: number;
	includeUniqueLeads: boolean;
	processId?: string;
	groupId?: string;
}

function prepare(setUp: SetUp): Work<Asked> | SetUpFault {
	const options = readOptions(optionsSchema, setUp.options);
	if ('fault' in options) return options;
	const baseUrl = statsBaseUrl(setUp.credential.baseUrl);
	return {
		noun: STATS.noun,
		read: readerOfPeriods(setUp, options.options),
		ask: async (asked) => {
			const question = { method: 'POST', baseUrl, path: PATH, body: JSON.stringify(asked) } as const;
			const answer = await ask(setUp, question, STATS);
			if ('errorCode' in answer) return answer;
			const stats = asObject(answer.body?.data);
			if (stats === undefined) return unreadable(answer, 'statistics');
			const [start, end] = [asked.start, asked.end].map((time) => new Date(time).toISOString());
			return found([{ start, end, ...asItem(stats) }]);
		},
	};
}

function readerOfPeriods(
	{ parameters, evaluate, timezone }: SetUp,
	{ includeUniqueLeads }: z.infer<typeof optionsSchema>,
): Work<Asked>['read'] {
	const times = (['start', 'end'] as const).map((field) => ({
		field,
		parameter: compileParameter(field, parameters[field], evaluate),
	}));
	const conditionsOf = conditionsReader('options', valuesOf(parameters.options), ['processId', 'groupId'], evaluate);

	return (json, itemIndex) => {
		const reading = new ItemReading(sourceOf(json), itemIndex);
		const [start, end] = times.map(({ field, parameter }) => {
			const faultsBefore = reading.faults.length;
			const value = reading.value(field, parameter);
			if (reading.faults.length > faultsBefore) return undefined;
			const read = readTime(value, timezone);
			if ('time' in read) return read.time;
			reading.faults.push({ field, message: read.fault });
			return undefined;
		});
		const conditions = conditionsOf(reading);
		const [processId] = conditions.processId ?? [];
		const [groupId] = conditions.groupId ?? [];
		const endMs = start === undefined || end === undefined ? undefined : endOfPeriod(start, end, timezone);
		if (start !== undefined && end !== undefined && endMs !== undefined && start.ms >= endMs) {
			const message = `found ${end.text}, expected a time after the start, ${start.text}`;
			reading.faults.push({ field: 'end', message });
		}
		const subject = { start: start?.text, end: end?.text, processId, groupId };
		const { faults } = reading;
		if (start === undefined || endMs === undefined || faults.length > 0) return { subject, faults };
		const asked: Asked = {
			start: start.ms,
			end: endMs,
			timezoneOffsetMinutes: start.offsetMinutes,
			includeUniqueLeads,
			processId,
			groupId,
		};
		return { subject, asked };
	};
}
