// Remembers which leads earlier runs of the node in the same execution have sent, as in a loop or by an AI agent (design, rule 1).
import { hash } from 'node:crypto';
import type { IContextObject } from 'n8n-workflow';
import { identityKeys, type LeadRecord } from '../model/lead';

const CONTEXT_KEY = 'sentLeads';
/** Base64 characters of a key's hash: 72 bits, so that two of three million keys collide once in a billion executions. */
const HASH_LENGTH = 12;

/** Read back from the context once per execution and process; the context itself outlives a Wait node or a restart. */
const memories = new WeakMap<IContextObject, Set<string>>();

function hashOf(key: string): string {
	return hash('sha256', key, 'base64').slice(0, HASH_LENGTH);
}

/**
 * Keeps hashes in the node's context, which n8n stores with the execution, as it does for Loop Over Items. Phone numbers and emails
 * are not in it.
 */
export class ExecutionMemory {
	private readonly sent: Set<string>;
	private noted: string[] = [];

	/** @param context `this.getContext('node')` */
	constructor(private readonly context: IContextObject) {
		const known = memories.get(context);
		this.sent = known ?? new Set(this.stored().match(new RegExp(`.{${HASH_LENGTH}}`, 'g')));
		if (known === undefined) memories.set(context, this.sent);
	}

	/** Whether an earlier run has sent a lead with this key. */
	readonly has = (key: string): boolean => this.sent.size > 0 && this.sent.has(hashOf(key));

	/** Notes a record that may have arrived. It is hashed at once, while answers to others are awaited. */
	note(record: LeadRecord): void {
		for (const key of identityKeys(record)) this.noted.push(hashOf(key));
	}

	/** Keeps what was noted, for the runs that follow; to be called when this one ends. */
	save(): void {
		const added: string[] = [];
		for (const hashed of this.noted) {
			const before = this.sent.size;
			if (this.sent.add(hashed).size > before) added.push(hashed);
		}
		this.noted = [];
		if (added.length > 0) this.context[CONTEXT_KEY] = this.stored() + added.join('');
	}

	private stored(): string {
		const stored: unknown = this.context[CONTEXT_KEY];
		return typeof stored === 'string' ? stored : '';
	}
}
