// GET /processes/list/{projectId}, for the operation and for the list to pick a process from.
import { readProcesses } from '../../api/answer/found';
import type { JsonObject } from '../../api/answer/parse';
import { ask, unreadable, type Wanted } from '../ask';
import type { Failed } from '../ending';
import type { SetUp } from '../setUp';

const PROCESSES: Wanted = { noun: 'project' };

/** The processes of a project without their callbacks, or why they cannot be had. */
export async function listProcesses(
	setUp: Pick<SetUp, 'exchange' | 'run'>,
	projectId: string,
): Promise<JsonObject[] | Failed> {
	const answer = await ask(setUp, { path: `/processes/list/${encodeURIComponent(projectId)}` }, PROCESSES);
	if ('errorCode' in answer) return answer;
	return readProcesses(answer.body ?? {}) ?? unreadable(answer, 'a list of processes');
}
