// The store of `skipSentEarlier`: n8n's own list of processed data, which the Remove Duplicates node uses as well (fact 9).
import type { IExecuteFunctions } from 'n8n-workflow';
import type { Earlier, SentStore } from '../initiate/send/sentEarlier';

/** So many entries n8n keeps for one node; the oldest are forgotten. A lead takes one. */
const MAX_ENTRIES = 100_000;
const OPTIONS = { mode: 'entries', maxEntries: MAX_ENTRIES } as const;
const SCOPE = 'node';

/** The list is not safe against parallel calls (fact 26): one at a time for each node, within this process. */
const locks = new Map<string, Promise<unknown>>();
/** Keys that executions of this process are sending right now, by node. */
const busyKeys = new Map<string, Set<string>>();

/**
 * An entry `key` says that a lead has been handed over; an entry `pending key` beside it, or alone, that its end is not known yet.
 * Both are n8n's hashes. In this order of writing a crash at any point leaves a lead pending, never forgotten and never falsely sent.
 */
export function processedDataStore(context: IExecuteFunctions): SentStore {
	const { helpers } = context;
	const node = `${context.getWorkflow().id} ${context.getNode().id}`;
	const busy = busyKeys.get(node) ?? new Set<string>();
	busyKeys.set(node, busy);

	const locked = async <T>(work: () => Promise<T>): Promise<T> => {
		const before = locks.get(node) ?? Promise.resolve();
		const turn = before.then(work, work);
		locks.set(node, turn);
		try {
			return await turn;
		} finally {
			if (locks.get(node) === turn) locks.delete(node);
		}
	};
	/** Records entries, and returns those that were there before. */
	const record = async (entries: string[]): Promise<Set<string>> => {
		const { processed } = await helpers.checkProcessedAndRecord(entries, SCOPE, OPTIONS);
		return new Set(processed.map(String));
	};
	const remove = async (entries: string[]): Promise<void> => {
		if (entries.length > 0) await helpers.removeProcessed(entries, SCOPE, OPTIONS);
	};
	const pending = (key: string) => `pending ${key}`;
	const leave = (keys: readonly string[]) => {
		for (const key of keys) busy.delete(key);
	};

	return {
		begin: async (keys) =>
			await locked(async () => {
				const free = keys.filter((key) => !busy.has(key));
				const leftOver = await record(free.map(pending));
				const fresh = free.filter((key) => !leftOver.has(pending(key)));
				const sent = await record(fresh);
				await remove(fresh.filter((key) => sent.has(key)).map(pending));
				const earlier = keys.map((key): Earlier => {
					if (busy.has(key)) return 'busy';
					if (leftOver.has(pending(key))) return 'leftOver';
					return sent.has(key) ? 'sent' : 'new';
				});
				keys.forEach((key, index) => {
					if (earlier[index] === 'new' || earlier[index] === 'leftOver') busy.add(key);
				});
				return earlier;
			}),
		sent: async (keys) =>
			await locked(async () => {
				await record([...keys]);
				await remove(keys.map(pending));
			}).finally(() => leave(keys)),
		takeBack: async (keys) =>
			await locked(async () => await remove(keys.flatMap((key) => [key, pending(key)]))).finally(() => leave(keys)),
		leave,
	};
}
