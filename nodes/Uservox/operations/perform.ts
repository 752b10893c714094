// Runs an operation over the input: reads every item, asks some at a time, and lets each leave on its output.
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { z } from 'zod';
import { steadyClock } from '../host/clock';
import { hintOfLoneError } from '../host/connections';
import { noticesOf, said } from '../host/notices';
import { inParallel } from '../api/pace/parallel';
import { inSlices } from '../api/pace/slices';
import type { FieldFault } from '../model/fault';
import { idsOfNode, type ProjectAndProcess } from '../input/ids';
import type { ErrorCode } from '../model/outcome';
import { sharedFault, type Bearing } from '../model/sharedFault';
import { failed, invalidInput, outputItems, toolItems, type Ending, type Failed } from './ending';
import { CONCURRENT_REQUESTS, readSetUp, requestOptionsSchema, type RequestOptions, type SetUp } from './setUp';
import { refuse, type SetUpFault } from '../host/setUp';

/** What an item asks for, or what is wrong with it; `subject` shows on Error what it was. */
export type ItemAsked<Asked> = { subject: IDataObject } & (
	{ asked: Asked } | { faults: FieldFault[]; missing?: Failed['missing'] }
);

/** What an operation does with its items. */
export type Work<Asked> = {
	/** As in "Uservox has no such lead". */
	noun: string;
	read: (json: IDataObject, itemIndex: number) => ItemAsked<Asked>;
	/** Makes an object short for an AI agent. */
	short?: (object: IDataObject) => IDataObject;
} & (EachAlone<Asked> | AllTogether<Asked>);

interface EachAlone<Asked> {
	/** Asks the API about one item. */
	ask: (asked: Asked) => Promise<Ending>;
	/** Items with the same key are asked one after the other, in their order. */
	keyOf?: (asked: Asked) => string;
}

interface AllTogether<Asked> {
	/** Asks the API about all items. An ending for each, in their order. */
	askTogether: (asked: readonly Asked[]) => Promise<Ending[]>;
}

/** This many failures in a row that may concern all items end the run: more questions would only wait. */
const FAILURES_THAT_END = 2;

/**
 * Runs the work for all items.
 * @param options how its collection "Options" is read
 * @throws NodeOperationError for a faulty set-up, unless On Error says to continue
 */
export async function perform<Asked>(
	context: IExecuteFunctions,
	prepare: (setUp: SetUp) => Work<Asked> | SetUpFault,
	options: z.ZodType<RequestOptions, z.ZodTypeDef, unknown> = requestOptionsSchema,
): Promise<INodeExecutionData[][]> {
	const setUp = await readSetUp(context, options);
	if ('fault' in setUp) return refuseAll(context, setUp);
	try {
		return await performWith(context, setUp, prepare(setUp));
	} finally {
		setUp.run.end();
	}
}

async function performWith<Asked>(
	context: IExecuteFunctions,
	setUp: SetUp,
	work: Work<Asked> | SetUpFault,
): Promise<INodeExecutionData[][]> {
	if ('fault' in work) return refuseAll(context, work);
	const items = await readAll(context.getInputData(), work);
	const log = noticesOf(context).error;
	if ('askTogether' in work) await askTogether(items, work, log);
	else await askEach(items, work, log);
	const ofNode = idsOfNode(setUp);
	const fault = sharedFault(items.map((item) => bearingOf(item, ofNode)));
	if (fault !== undefined) refuse(context, fault);
	return await emit(context, items, work, setUp.asTool);
}

/** An input item on its way: what it asks for, and how it ended. */
interface Item<Asked> {
	itemIndex: number;
	subject: IDataObject;
	asked?: Asked;
	ending: Ending;
}

const NOT_ASKED = failed('notSent', 'Nothing was asked: the run had ended.');

/** Throws for a faulty set-up, or lets all items leave on Error. */
export function refuseAll(context: IExecuteFunctions, setUpFault: SetUpFault): INodeExecutionData[][] {
	refuse(context, setUpFault);
	const ending = failed('notSent', `Nothing was asked: ${setUpFault.fault}`);
	const asTool = context.getNode().type.endsWith('Tool');
	const indexes = context.getInputData().map((_, itemIndex) => itemIndex);
	return asTool
		? [indexes.flatMap((itemIndex) => toolItems(ending, {}, itemIndex, '', (object) => object))]
		: [[], indexes.flatMap((itemIndex) => outputItems(ending, {}, itemIndex).error)];
}

async function readAll<Asked>(input: INodeExecutionData[], { read }: Work<Asked>): Promise<Array<Item<Asked>>> {
	const items: Array<Item<Asked>> = [];
	await inSlices(steadyClock, () => {
		const itemIndex = items.length;
		const given = input[itemIndex];
		if (given === undefined) return false;
		const asked = read(given.json, itemIndex);
		items.push({
			itemIndex,
			subject: asked.subject,
			...('asked' in asked
				? { asked: asked.asked, ending: NOT_ASKED }
				: { ending: invalidInput(asked.faults, asked.missing) }),
		});
		return true;
	});
	return items;
}

async function askTogether<Asked>(
	items: Array<Item<Asked>>,
	work: AllTogether<Asked>,
	log: (message: string) => void,
): Promise<void> {
	const asked = items.flatMap((item) => (item.asked === undefined ? [] : [{ item, asked: item.asked }]));
	try {
		const endings = await work.askTogether(asked.map((each) => each.asked));
		for (const [index, { item }] of asked.entries()) item.ending = endings[index] ?? NOT_ASKED;
	} catch (error) {
		for (const { item } of asked) item.ending = faultOfNode(error, log);
	}
}

async function askEach<Asked>(
	items: Array<Item<Asked>>,
	work: EachAlone<Asked>,
	log: (message: string) => void,
): Promise<void> {
	const underWay = new Map<string, Promise<unknown>>();
	let failuresInARow = 0;
	let ended: Failed | undefined;

	const ask = async (asked: Asked): Promise<Ending> => {
		if (ended !== undefined) return ended;
		try {
			return await work.ask(asked);
		} catch (error) {
			return faultOfNode(error, log);
		}
	};
	const inTurn = async (asked: Asked): Promise<Ending> => {
		const key = work.keyOf?.(asked);
		if (key === undefined) return await ask(asked);
		const before = underWay.get(key) ?? Promise.resolve();
		const turn = before.then(async () => await ask(asked));
		underWay.set(key, turn);
		return await turn;
	};
	await inParallel(items, CONCURRENT_REQUESTS, async (item) => {
		if (item.asked === undefined) return;
		item.ending = await inTurn(item.asked);
		const reach = item.ending.status === 'failed' ? item.ending.reach : undefined;
		failuresInARow = reach === 'runIfRepeated' ? failuresInARow + 1 : 0;
		if (item.ending.status !== 'failed' || ended !== undefined) return;
		if (reach === 'run' || failuresInARow >= FAILURES_THAT_END) ended = forTheRest(item.ending);
	});
}

function faultOfNode(error: unknown, log: (message: string) => void): Failed {
	log(said(error));
	return failed(
		'unconfirmed',
		'The node failed while it worked on this item. After an update, look at the lead in Uservox before you send it again; otherwise run it again.',
	);
}

/** How the items end that are not asked any more: what is unclear of one is clear of them. */
function forTheRest(last: Failed): Failed {
	return last.errorCode === 'unconfirmed'
		? failed('serverFailure', 'Nothing was asked: requests before this one had failed for good. Try again later.')
		: last;
}

/** Codes of causes that lie outside what an item asks for. */
const OUTSIDE: ReadonlySet<ErrorCode> = new Set([
	'accessRefused',
	'noCredits',
	'requestRefused',
	'serverFailure',
	'rateLimited',
	'keyBlocked',
] satisfies ErrorCode[]);

/** How an item bears on whether the node has to throw: one that cannot be used as it is does not count. */
function bearingOf({ ending, subject, itemIndex }: Omit<Item<unknown>, 'asked'>, ofNode: ProjectAndProcess): Bearing {
	if (ending.status !== 'failed') return { kind: 'speaksAgainst' };
	const { errorCode, missing, message, details = [] } = ending;
	if (missing !== undefined) {
		const description = details.map((detail) => detail.message).join('; ');
		return { kind: 'cause', key: `missing ${missing}`, fault: `No ${missing} ID is set`, description };
	}
	if (errorCode === 'invalidInput') {
		return { kind: 'own', itemIndex, why: 'check', fields: details.map(({ field }) => field) };
	}
	if (errorCode === 'notSent') return { kind: 'follows' };
	const isOfNode =
		(errorCode === 'processNotFound' && subject.processId === ofNode.processId) ||
		(errorCode === 'wrongProject' && subject.projectId === ofNode.projectId);
	if (!isOfNode && !OUTSIDE.has(errorCode)) return { kind: 'speaksAgainst' };
	return { kind: 'cause', key: errorCode === 'requestRefused' ? message : errorCode, fault: message };
}

async function emit<Asked>(
	context: IExecuteFunctions,
	items: ReadonlyArray<Item<Asked>>,
	{ noun, short = (object) => object }: Work<Asked>,
	asTool: boolean,
): Promise<INodeExecutionData[][]> {
	const success: INodeExecutionData[] = [];
	const error: INodeExecutionData[] = [];
	const codes = new Map<ErrorCode, number>();
	const notes = new Set<string>();
	const waiting = items.values();
	await inSlices(steadyClock, () => {
		const { value: item, done } = waiting.next();
		if (done) return false;
		const { ending, subject, itemIndex } = item;
		if (ending.status === 'failed') codes.set(ending.errorCode, (codes.get(ending.errorCode) ?? 0) + 1);
		else if (ending.note !== undefined) notes.add(ending.note);
		if (asTool) {
			for (const leaving of toolItems(ending, subject, itemIndex, noun, short)) success.push(leaving);
			return true;
		}
		const left = outputItems(ending, subject, itemIndex);
		for (const leaving of left.success) success.push(leaving);
		for (const leaving of left.error) error.push(leaving);
		return true;
	});
	if (asTool) return [success];
	const { hint } = noticesOf(context);
	if (error.length > 0) {
		const reasons = [...codes].map(([code, count]) => `${count} ${code}`).join(', ');
		notes.add(`${error.length} of ${items.length} input items left on Error: ${reasons}.`);
		const lone = hintOfLoneError(context);
		if (lone !== undefined) notes.add(lone);
	}
	for (const message of notes) hint(message, 'warning');
	return [success, error];
}
