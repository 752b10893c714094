// Get Many Processes: the processes of a project. Their callbacks may hold the secrets of other systems, and stay out.
import type { IDataObject } from 'n8n-workflow';
import { asItem } from '../../api/answer/asItem';
import { ItemReading, sourceOf } from '../../input/itemReading';
import { projectReader } from '../../input/ids';
import { found } from '../../model/ended';
import type { Operation } from '../operation';
import { missingOf } from '../parameters/ids';
import { limitParameters, limitReader } from '../parameters/limit';
import { projectParameter } from '../parameters/project';
import { optionsWith } from '../parameters/requestOptions';
import { perform, type Work } from '../perform';
import type { SetUp } from '../setUp';
import { listProcesses } from './list';

export const getAll: Operation = {
	name: 'Get Many',
	action: 'Get many processes',
	description: 'List the processes of a project. Use it to look up the ID of a process.',
	properties: [projectParameter, ...limitParameters, optionsWith()],
	execute: async (context) => await perform(context, prepare),
};

interface Asked {
	projectId: string;
	limit: number;
}

function prepare(setUp: SetUp): Work<Asked> {
	const projectOf = projectReader(setUp);
	const limitOf = limitReader(setUp.parameters, setUp.evaluate);
	return {
		noun: 'process',
		read: (json, itemIndex) => {
			const reading = new ItemReading(sourceOf(json), itemIndex);
			const projectId = projectOf(reading);
			const limit = limitOf(reading);
			const missing = missingOf({ projectId }, ['projectId'], reading);
			const { faults } = reading;
			const subject = { projectId };
			return projectId === undefined || limit === undefined || faults.length > 0
				? { subject, faults, missing }
				: { subject, asked: { projectId, limit } };
		},
		ask: async ({ projectId, limit }) => {
			const processes = await listProcesses(setUp, projectId);
			return 'errorCode' in processes ? processes : found(processes.slice(0, limit).map(asItem));
		},
		short: forAgent,
	};
}

/** What helps an agent to choose a process; the steps of a process would fill pages. */
function forAgent({ _id, title, description, isActive, activeStatus, timezone }: IDataObject): IDataObject {
	return { _id, title, description, isActive: isActive ?? activeStatus, timezone };
}
