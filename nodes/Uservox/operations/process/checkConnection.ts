// "Is it connected?": whether the callbacks of a process report to this workflow, as the panel of the trigger shows it.
import { DateTime } from 'luxon';
import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import type { Connection } from '../../api/answer/callbacks';
import { asObject, type JsonObject } from '../../api/answer/parse';
import { listConnections } from './list';
import { listOfPanel } from './panel';

/** n8n's IDs of webhooks are long and random; anything shorter could be in another address as well. */
const WEBHOOK_ID = /^[\w-]{16,}$/;

/** Short: the list cuts off what is longer. The best news comes first. */
const SAYS: Readonly<Record<Connection, (title: string) => string>> = {
	yes: (title) => `Yes: ${title} reports here`,
	test: (title) => `Only tests: ${title} has only the Test URL`,
	off: (title) => `Switched off: callback of ${title}`,
	no: (title) => `No: ${title} does not report here`,
	unknown: (title) => `Cannot tell: no callbacks shown of ${title}`,
};
const ORDER = Object.keys(SAYS);

/** n8n's list search: a sentence for the process of the trigger, or for each process of the project. @throws NodeOperationError that says why not */
export async function checkConnection(this: ILoadOptionsFunctions): Promise<INodeListSearchResult> {
	const webhookId = textAt(this, 'webhookId');
	const at = DateTime.now().setZone(this.getTimezone()).toFormat('d LLL, HH:mm');
	if (!WEBHOOK_ID.test(webhookId)) {
		return {
			results: [{ name: `Cannot tell (${at}): this n8n does not say the address of the node`, value: 'unknown' }],
		};
	}
	const entries = await listOfPanel(
		this,
		async (asking, projectId) => await listConnections(asking, projectId, webhookId),
	);
	const chosenId = textAt(this, 'options.processId').toLowerCase();
	const chosen = chosenId === '' ? entries : entries.filter(({ process }) => idOf(process) === chosenId);
	if (chosen.length === 0) {
		return { results: [{ name: `No (${at}): there is no such process in this project`, value: 'none' }] };
	}
	return {
		results: chosen
			.sort((one, other) => ORDER.indexOf(one.connection) - ORDER.indexOf(other.connection))
			.map(({ process, connection }) => ({
				name: SAYS[connection](titleOf(process)).replace(':', ` (${at}):`),
				value: idOf(process),
			})),
	};
}

/** The text of a parameter, or of what was picked from a list for it. */
function textAt(context: ILoadOptionsFunctions, path: string): string {
	const given = context.getCurrentNodeParameter(path);
	const value = asObject(given)?.value ?? given;
	return typeof value === 'string' ? value.trim() : '';
}

function idOf({ _id }: JsonObject): string {
	return typeof _id === 'string' ? _id.toLowerCase() : '';
}

function titleOf(process: JsonObject): string {
	const { title } = process;
	return typeof title === 'string' && title.trim() !== '' ? `"${title.trim()}"` : idOf(process);
}
