// Get Activity: one call by its id. Only here does Uservox tell how long a call was.
import { holdsNothing, readFound } from '../../api/answer/found';
import type { SetUpFault } from '../../host/setUp';
import { compileId, normalisedId } from '../../input/ids';
import { ItemReading, sourceOf } from '../../input/itemReading';
import { faultOfId } from '../../model/lead';
import { ACTIVITY, ask, unreadable } from '../ask';
import { failed, found } from '../../model/ended';
import type { Operation } from '../operation';
import { optionsWith } from '../parameters/requestOptions';
import { showAs, simplifiedActivity, simplifyParameter } from '../parameters/simplify';
import { perform, type Work } from '../perform';
import type { SetUp } from '../setUp';

export const get: Operation = {
	name: 'Get',
	action: 'Get call details',
	description:
		'Get one call by its ID: its status, its duration and its result. Use it when you know the ID of the call, for example from the activities of a lead.',
	properties: [
		{
			displayName: 'Activity ID',
			name: 'activityId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 507f1f77bcf86cd799439014',
			description: 'The ID of the call: 24 hexadecimal digits, "activityId" of a callback or "_id" of an activity',
		},
		simplifyParameter(),
		optionsWith(),
	],
	execute: async (context) => await perform(context, prepare),
};

function prepare(setUp: SetUp): Work<string> | SetUpFault {
	const shown = showAs(simplifiedActivity, setUp);
	if ('fault' in shown) return shown;
	const parameter = compileId('activityId', setUp.parameters.activityId, setUp.evaluate);
	return {
		noun: ACTIVITY.noun,
		read: (json, itemIndex) => {
			const reading = new ItemReading(sourceOf(json), itemIndex);
			const given = reading.text('activityId', reading.value('activityId', parameter), 'id');
			const activityId = given === undefined ? undefined : normalisedId(given);
			const subject = { activityId };
			const fault = faultOfId('activityId', activityId);
			if (fault !== undefined && reading.faults.length === 0) reading.faults.push(fault);
			return activityId === undefined || reading.faults.length > 0
				? { subject, faults: reading.faults }
				: { subject, asked: activityId };
		},
		ask: async (activityId) => {
			const answer = await ask(setUp, { path: '/leads/activity/get', query: { activityId } }, ACTIVITY);
			if ('errorCode' in answer) return answer;
			const body = answer.body ?? {};
			const activity = readFound(body);
			if (activity !== undefined && String(activity._id).toLowerCase() === activityId) {
				return found([shown.show(activity)]);
			}
			return activity === undefined && holdsNothing(body)
				? failed('activityNotFound', 'Uservox has no such activity. Check the ID.', { httpStatus: answer.status })
				: unreadable(answer, 'the activity that was asked for');
		},
	};
}
