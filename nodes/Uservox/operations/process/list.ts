// GET /processes/list/{projectId}, for the operation and for the list to pick a process from.
import type { Connection } from '../../api/answer/callbacks';
import { readConnections, readProcesses } from '../../api/answer/found';
import type { JsonObject } from '../../api/answer/parse';
import { ask, unreadable, type Wanted } from '../ask';
import type { Failed } from '../../model/ended';
import type { SetUp } from '../setUp';

const PROCESSES: Wanted = { noun: 'project' };

type Asking = Pick<SetUp, 'exchange' | 'run'>;

/** The processes of a project without their callbacks, or why they cannot be had. */
export async function listProcesses(setUp: Asking, projectId: string): Promise<JsonObject[] | Failed> {
	return await readList(setUp, projectId, readProcesses);
}

/** The same, each with whether its callbacks report to the address that has this ID in it. */
export async function listConnections(
	setUp: Asking,
	projectId: string,
	webhookId: string,
): Promise<Array<{ process: JsonObject; connection: Connection }> | Failed> {
	return await readList(setUp, projectId, (body) => readConnections(body, webhookId));
}

async function readList<List>(
	setUp: Asking,
	projectId: string,
	read: (body: JsonObject) => List | undefined,
): Promise<List | Failed> {
	const answer = await ask(setUp, { path: `/processes/list/${encodeURIComponent(projectId)}` }, PROCESSES);
	if ('errorCode' in answer) return answer;
	return read(answer.body ?? {}) ?? unreadable(answer, 'a list of processes');
}
