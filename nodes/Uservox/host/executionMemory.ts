// Remembers which leads earlier runs of the node in the same execution have sent, as in a loop or by an AI agent (docs/rules.md, rule 1).
import { hash } from 'node:crypto';
import type { IContextObject } from 'n8n-workflow';
import { inSlices } from '../api/pace/slices';
import type { Clock } from '../api/ports';
import { type LeadRecord } from '../model/lead';
import type { Outcome } from '../model/ended';
import { identityKeys } from '../model/sameLead';

const CONTEXT_KEY = 'sentLeads';
/** Base64 characters of a key's hash: 72 bits. With three million keys the odds of any collision are about one in a billion. */
const HASH_LENGTH = 12;
const HASHES_IN_A_PART = 1_000;

/** What the runs of a node in one execution share, in this process. */
interface Shared {
	/** How many characters of the context have been read, and the hashes they hold. */
	characters: number;
	hashes: Set<string>;
	/** Runs that overlap: an AI agent may call a tool several times at once. */
	runs: Set<ExecutionMemory>;
	open: number;
}

/** The context outlives a Wait node or a restart; this does not, and then everything is read again. */
const sharedBy = new WeakMap<IContextObject, Shared>();

function hashOf(key: string): string {
	return hash('sha256', key, 'base64').slice(0, HASH_LENGTH);
}

function storedIn(context: IContextObject): string {
	const stored: unknown = context[CONTEXT_KEY];
	return typeof stored === 'string' ? stored : '';
}

/** Hashes one after the other, in long texts: hundreds of thousands of short ones would take three times the memory. */
class Hashes {
	private readonly parts: string[] = [];
	private latest: string[] = [];

	add(hash: string): void {
		this.latest.push(hash);
		if (this.latest.length < HASHES_IN_A_PART) return;
		this.parts.push(this.latest.join(''));
		this.latest = [];
	}

	text(): string {
		return this.parts.join('') + this.latest.join('');
	}
}

/**
 * Keeps hashes in the node's context, which n8n stores with the execution, as it does for Loop Over Items. Phone numbers and emails
 * are not in it.
 */
export class ExecutionMemory {
	/** Whether this run sends a lead with this key, or has sent it: asked by runs that overlap. */
	claims: (key: string) => boolean = () => false;
	private noted = new Hashes();
	/** Of records that were found beforehand and not sent. */
	private known = new Hashes();

	private constructor(
		private readonly context: IContextObject,
		private readonly shared: Shared,
	) {}

	/**
	 * Reads what earlier runs have saved and this process has not read yet; most executions run the node once and read nothing.
	 * Close it in any case.
	 * @param context `this.getContext('node')`
	 */
	static async open(context: IContextObject, clock: Clock): Promise<ExecutionMemory> {
		const shared = sharedBy.get(context) ?? { characters: 0, hashes: new Set(), runs: new Set(), open: 0 };
		sharedBy.set(context, shared);
		const memory = new ExecutionMemory(context, shared);
		shared.runs.add(memory);
		shared.open += 1;
		let isRead = false;
		try {
			await memory.read(clock);
			isRead = true;
		} finally {
			if (!isRead) memory.close();
		}
		return memory;
	}

	private async read(clock: Clock): Promise<void> {
		const { context, shared } = this;
		const stored = storedIn(context);
		await inSlices(clock, () => {
			if (shared.characters >= stored.length) return false;
			shared.hashes.add(stored.slice(shared.characters, shared.characters + HASH_LENGTH));
			shared.characters += HASH_LENGTH;
			return true;
		});
	}

	/** Whether another run has sent a lead with this key, or is sending it. */
	readonly has = (key: string): boolean => {
		const { hashes, runs } = this.shared;
		if (hashes.size > 0 && hashes.has(hashOf(key))) return true;
		return runs.size > 1 && [...runs].some((run) => run !== this && run.claims(key));
	};

	/** Notes a record that may have arrived, or that Uservox had. It is hashed at once, while other answers are awaited. */
	note(record: LeadRecord, outcome?: Outcome): void {
		const isKnown = outcome?.status === 'failed' && outcome.foundBeforehand;
		const hashes = isKnown ? this.known : this.noted;
		for (const key of identityKeys(record)) hashes.add(hashOf(key));
	}

	/**
	 * Keeps what was noted for the runs that follow.
	 * @param open records that may have arrived as well
	 * @param fails the node fails, and n8n may run it again: what was found beforehand is reported anew then
	 */
	close(open: readonly LeadRecord[] = [], fails = false): void {
		this.shared.open -= 1;
		// Overlapping runs read the context before this save, so keep this run's claims until the last of them closes.
		if (this.shared.open === 0) this.shared.runs.clear();
		for (const record of open) this.note(record);
		const kept = fails ? this.noted.text() : this.noted.text() + this.known.text();
		if (kept !== '') this.context[CONTEXT_KEY] = storedIn(this.context) + kept;
		this.noted = new Hashes();
		this.known = new Hashes();
	}
}
