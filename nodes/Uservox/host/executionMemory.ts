// Remembers which leads earlier runs of the node in the same execution have sent, as in a loop or by an AI agent (design, rule 1).
import { hash } from 'node:crypto';
import type { IContextObject } from 'n8n-workflow';
import type { Clock } from '../api/http';
import { identityKeys, type LeadRecord } from '../model/lead';
import { inSlices } from '../pipeline/intake';

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

	/** @param context `this.getContext('node')` */
	constructor(private readonly context: IContextObject) {
		const known = memories.get(context);
		this.sent = known ?? new Set(this.stored().match(new RegExp(`.{${HASH_LENGTH}}`, 'g')));
		if (known === undefined) memories.set(context, this.sent);
	}

	/** Whether an earlier run has sent a lead with this key. */
	readonly has = (key: string): boolean => this.sent.size > 0 && this.sent.has(hashOf(key));

	/** Remembers records that may have arrived; gives way in between. */
	async add(records: readonly LeadRecord[], clock: Clock): Promise<void> {
		const added: string[] = [];
		let next = 0;
		await inSlices(clock, () => {
			const record = records[next];
			if (record === undefined) return false;
			for (const key of identityKeys(record)) {
				const hashed = hashOf(key);
				if (this.sent.has(hashed)) continue;
				this.sent.add(hashed);
				added.push(hashed);
			}
			next += 1;
			return true;
		});
		if (added.length > 0) this.context[CONTEXT_KEY] = this.stored() + added.join('');
	}

	private stored(): string {
		const stored: unknown = this.context[CONTEXT_KEY];
		return typeof stored === 'string' ? stored : '';
	}
}
