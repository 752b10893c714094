// Runs an operation over the input: reads every item, asks some at a time, and lets each leave on its output.
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { z } from 'zod';
import { steadyClock } from '../host/clock';
import { noticesOf, said } from '../host/notices';
import { inParallel } from '../api/pace/parallel';
import { inSlices } from '../api/pace/slices';
import type { FieldFault } from '../model/fault';
import { idsOfNode } from '../input/ids';
import { failed, type Ended, type Failed } from '../model/ended';
import { Reasons } from '../model/reasons';
import { invalidInput, outputItems, toolItems } from './items';
import { isTool, leave, type Leaving } from '../leave/leave';
import { bearingOf, sharedFault } from '../leave/sharedFault';
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
	ask: (asked: Asked) => Promise<Ended>;
	/** Items with the same key are asked one after the other, in their order. */
	keyOf?: (asked: Asked) => string;
}

interface AllTogether<Asked> {
	/** Asks the API about all items. An ending for each, in their order. */
	askTogether: (asked: readonly Asked[]) => Promise<Ended[]>;
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
	if ('fault' in setUp) return await refuseAll(context, setUp);
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
	if ('fault' in work) return await refuseAll(context, work);
	const items = await readAll(context.getInputData(), work);
	const log = noticesOf(context).error;
	if ('askTogether' in work) await askTogether(items, work, log);
	else await askEach(items, work, log);
	const ofNode = idsOfNode(setUp);
	const fault = sharedFault(items.map(({ ended, itemIndex, subject }) => bearingOf(ended, itemIndex, subject, ofNode)));
	if (fault !== undefined) refuse(context, fault);
	return await emit(context, items, work);
}

/** An input item on its way: what it asks for, and how it ended. */
interface Item<Asked> {
	itemIndex: number;
	subject: IDataObject;
	asked?: Asked;
	ended: Ended;
}

const NOT_ASKED = failed('notSent', 'Uservox was not asked: the run had ended.');

/** Throws for a faulty set-up, or lets all items leave on Error. */
export async function refuseAll(context: IExecuteFunctions, setUpFault: SetUpFault): Promise<INodeExecutionData[][]> {
	refuse(context, setUpFault);
	const ended = failed('notSent', `Uservox was not asked: ${setUpFault.fault}`);
	const items = context.getInputData().map((_, itemIndex) => ({ itemIndex, subject: {}, ended }));
	return await emit(context, items, { noun: '' });
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
				? { asked: asked.asked, ended: NOT_ASKED }
				: { ended: invalidInput(asked.faults, asked.missing) }),
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
		for (const [index, { item }] of asked.entries()) item.ended = endings[index] ?? NOT_ASKED;
	} catch (error) {
		for (const { item } of asked) item.ended = faultOfNode(error, log);
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

	const ask = async (asked: Asked): Promise<Ended> => {
		if (ended !== undefined) return ended;
		try {
			return await work.ask(asked);
		} catch (error) {
			return faultOfNode(error, log);
		}
	};
	const inTurn = async (asked: Asked): Promise<Ended> => {
		const key = work.keyOf?.(asked);
		if (key === undefined) return await ask(asked);
		const before = underWay.get(key) ?? Promise.resolve();
		const turn = before.then(async () => await ask(asked));
		underWay.set(key, turn);
		return await turn;
	};
	await inParallel(items, CONCURRENT_REQUESTS, async (item) => {
		if (item.asked === undefined) return;
		item.ended = await inTurn(item.asked);
		const reach = item.ended.status === 'failed' ? item.ended.reach : undefined;
		failuresInARow = reach === 'runIfRepeated' ? failuresInARow + 1 : 0;
		if (item.ended.status !== 'failed' || ended !== undefined) return;
		if (reach === 'run' || failuresInARow >= FAILURES_THAT_END) ended = forTheRest(item.ended);
	});
}

function faultOfNode(error: unknown, log: (message: string) => void): Failed {
	log(said(error));
	return failed(
		'unconfirmed',
		'The node failed while it worked on this item. After an update, look at the lead in Uservox before you send it again; otherwise run it again.',
	);
}

/** How the items end that are no longer asked for: what is unclear about one is clear about them. */
function forTheRest(last: Failed): Failed {
	return last.errorCode === 'unconfirmed'
		? failed('serverFailure', 'Uservox was not asked: requests before this one had failed for good. Try again later.')
		: last;
}

async function emit<Asked>(
	context: IExecuteFunctions,
	items: ReadonlyArray<Item<Asked>>,
	{ noun, short }: Pick<Work<Asked>, 'noun' | 'short'>,
): Promise<INodeExecutionData[][]> {
	const asTool = isTool(context);
	const reasons = new Reasons();
	const notes = new Set<string>();
	const leavingOf = (index: number): Leaving => {
		const { ended = NOT_ASKED, subject = {}, itemIndex = index } = items[index] ?? {};
		if (ended.status === 'failed') reasons.add(ended.errorCode, ended.details);
		else if (ended.note !== undefined) notes.add(ended.note);
		return asTool
			? { to: 'success', items: toolItems(ended, subject, itemIndex, noun, short) }
			: outputItems(ended, subject, itemIndex);
	};
	return await leave(context, leavingOf, ({ error }) => {
		const of = error === items.length ? `${error}` : `${error} of ${items.length}`;
		const left = `${of} ${items.length === 1 ? 'item' : 'items'} left on Error: ${reasons.toString()}.`;
		return [...(error > 0 ? [left] : []), ...notes].map((note) => ({ note, type: 'warning' }));
	});
}
