// Remembers which leads earlier runs of the node in the same execution have sent, as in a loop or by an AI agent (design, rule 1).
import { hash } from 'node:crypto';
import type { IContextObject } from 'n8n-workflow';
import type { Clock } from '../api/http';
import { identityKeys, type LeadRecord } from '../model/lead';
import { inSlices } from '../pipeline/intake';

const CONTEXT_KEY = 'sentLeads';
/** Base64 characters of a key's hash: 72 bits, so that two of three million keys collide once in a billion executions. */
const HASH_LENGTH = 12;

/** What of a context has been read in this process: how many characters, and the hashes they hold. */
interface Read {
	characters: number;
	hashes: Set<string>;
}

/** The context itself outlives a Wait node or a restart, this does not: then all is read again. */
const readBefore = new WeakMap<IContextObject, Read>();

function hashOf(key: string): string {
	return hash('sha256', key, 'base64').slice(0, HASH_LENGTH);
}

function storedIn(context: IContextObject): string {
	const stored: unknown = context[CONTEXT_KEY];
	return typeof stored === 'string' ? stored : '';
}

/**
 * Keeps hashes in the node's context, which n8n stores with the execution, as it does for Loop Over Items. Phone numbers and emails
 * are not in it.
 */
export class ExecutionMemory {
	private noted: string[] = [];

	private constructor(
		private readonly context: IContextObject,
		private readonly sent: ReadonlySet<string>,
	) {}

	/**
	 * Reads what earlier runs have saved, as far as this process has not read it; most executions run the node once and read nothing.
	 * @param context `this.getContext('node')`
	 */
	static async open(context: IContextObject, clock: Clock): Promise<ExecutionMemory> {
		const read = readBefore.get(context) ?? { characters: 0, hashes: new Set<string>() };
		readBefore.set(context, read);
		const stored = storedIn(context);
		await inSlices(clock, () => {
			if (read.characters >= stored.length) return false;
			read.hashes.add(stored.slice(read.characters, read.characters + HASH_LENGTH));
			read.characters += HASH_LENGTH;
			return true;
		});
		return new ExecutionMemory(context, read.hashes);
	}

	/** Whether an earlier run has sent a lead with this key. */
	readonly has = (key: string): boolean => this.sent.size > 0 && this.sent.has(hashOf(key));

	/** Notes a record that may have arrived. It is hashed at once, while answers to others are awaited. */
	note(record: LeadRecord): void {
		for (const key of identityKeys(record)) this.noted.push(hashOf(key));
	}

	/** Keeps what was noted, for the runs that follow; to be called when this one ends. */
	save(): void {
		if (this.noted.length > 0) this.context[CONTEXT_KEY] = storedIn(this.context) + this.noted.join('');
		this.noted = [];
	}
}
