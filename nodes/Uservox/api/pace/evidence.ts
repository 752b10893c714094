// What answers have said about leads of one kind: how many were accepted, duplicates, or refused.
import type { Clock } from '../ports';
import { Gate } from './waiting';

/** After this long, in ms, old evidence is dropped: the evening's leads may differ from the morning's. */
const KEPT_MS = 10 * 60_000;

/** What an answer said about the leads of a request. Only an accepted lead is evidence that the others are new. */
export interface Observation {
	accepted: number;
	duplicates: number;
	/** Refused for another reason, such as the phone number: it proves nothing, and may count as a duplicate. */
	refused: number;
}

export class Evidence implements Observation {
	accepted = 0;
	duplicates = 0;
	refused = 0;
	/** Leads that are under way. */
	inFlight = 0;
	readonly changes = new Gate();

	add({ accepted, duplicates, refused }: Observation): void {
		this.accepted += accepted;
		this.duplicates += duplicates;
		this.refused += refused;
	}
}

/** Runs of a few leads share their evidence, because none of them sees many leads. */
export class SharedEvidence {
	private evidence = new Evidence();
	private begunAt = -Infinity;

	/** @param clock a monotonic one */
	constructor(private readonly clock: Clock) {}

	/** The evidence since the current ten minutes began. */
	recent(): Evidence {
		const now = this.clock.now();
		if (now - this.begunAt > KEPT_MS) {
			this.evidence = new Evidence();
			this.begunAt = now;
		}
		return this.evidence;
	}
}
