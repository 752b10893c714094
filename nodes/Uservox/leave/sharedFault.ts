// Whether a run has to fail as a whole: nothing was accepted, and all that could have gone out failed for one cause outside the items.
import type { SetUpFault } from '../host/setUp';
import type { ProjectAndProcess } from '../input/ids';
import { fateOf } from '../model/codes';
import type { Failed } from '../model/ended';

/** How an item bears on that. */
export type Bearing =
	/** It was accepted, may have been, or failed for what only its own answer says: the run does not fail. */
	| { kind: 'speaksAgainst' }
	/** It could not have gone out in any case; `fields` are those that failed its check. */
	| { kind: 'own'; itemIndex: number; why: 'check' | 'known' | 'repeated' | 'other'; fields: readonly string[] }
	/** It was not asked for, because the run had ended. */
	| { kind: 'follows' }
	/** The set-up or the service is at fault; items with the same key share the cause. */
	| { kind: 'cause'; key: string; fault: string; description?: string };

/**
 * How an item bears on that by the way it ended.
 * @param ids the project and the process that it means
 * @param ofNode those that the node itself names: what is wrong with them is no fault of an item
 */
export function bearingOf(
	ended: Failed | { status: 'initiated' | 'done' },
	itemIndex: number,
	ids: ProjectAndProcess,
	ofNode: ProjectAndProcess,
): Bearing {
	if (ended.status !== 'failed') return { kind: 'speaksAgainst' };
	const { errorCode, message, missing, details = [] } = ended;
	if (missing !== undefined) {
		const fault = missing === 'process' ? 'No process is set' : 'No project ID is set';
		return { kind: 'cause', key: 'missing', fault, description: message };
	}
	const { own, outside } = fateOf(errorCode);
	if (own !== undefined) return { kind: 'own', itemIndex, why: own, fields: details.map(({ field }) => field) };
	if (errorCode === 'notSent') return { kind: 'follows' };
	const isOfNode =
		(errorCode === 'processNotFound' && ids.processId === ofNode.processId) ||
		(errorCode === 'wrongProject' && ids.projectId === ofNode.projectId);
	if (!isOfNode && outside !== true) return { kind: 'speaksAgainst' };
	return { kind: 'cause', key: errorCode === 'requestRefused' ? message : errorCode, fault: message };
}

/** So many items that failed their own check are listed one by one. */
const LISTED = 5;

/**
 * What the node has to fail with, if it has to. Items that could not have gone out do not count; the description names them.
 * @param ofRun why the run stopped, if that lies outside the items: it counts before what single items say
 */
export function sharedFault(bearings: Iterable<Bearing>, ofRun?: string): SetUpFault | undefined {
	const own: Array<Extract<Bearing, { kind: 'own' }>> = [];
	let cause: Extract<Bearing, { kind: 'cause' }> | undefined;
	let follows = false;
	for (const bearing of bearings) {
		switch (bearing.kind) {
			case 'speaksAgainst':
				return undefined;
			case 'own':
				own.push(bearing);
				break;
			case 'follows':
				follows = true;
				break;
			case 'cause':
				if (cause !== undefined && cause.key !== bearing.key) return undefined;
				cause ??= bearing;
		}
	}
	const fault = cause === undefined && !follows ? undefined : (ofRun ?? cause?.fault);
	if (fault === undefined) return undefined;
	const sentences = [cause?.description, notCounted(own)].filter((text) => text !== undefined);
	return sentences.length === 0 ? { fault } : { fault, description: sentences.join(' ') };
}

/** Which items have faults of their own. Fields and numbers only: their values may be phone numbers. */
function notCounted(own: ReadonlyArray<Extract<Bearing, { kind: 'own' }>>): string | undefined {
	if (own.length === 0) return undefined;
	const checked = own.filter(({ why }) => why === 'check');
	const listed = checked.slice(0, LISTED).map(({ itemIndex, fields }) => {
		const named = fields.length === 0 ? '' : ` (${[...new Set(fields)].join(', ')})`;
		return `item ${itemIndex + 1} failed its own check${named}`;
	});
	const more = checked.length - listed.length;
	const count = (why: 'known' | 'repeated' | 'other') => own.filter((one) => one.why === why).length;
	const parts = [
		...listed,
		...(more > 0 ? [`${more} more failed theirs`] : []),
		...counted(count('known'), 'is in Uservox already', 'are in Uservox already'),
		...counted(count('repeated'), 'repeats another one', 'repeat others'),
		...counted(count('other'), 'could not have been sent either', 'could not have been sent either'),
	];
	return `In addition: ${parts.join(', ')}.`;
}

function counted(count: number, one: string, several: string): string[] {
	if (count === 0) return [];
	return [count === 1 ? `1 item ${one}` : `${count} items ${several}`];
}
