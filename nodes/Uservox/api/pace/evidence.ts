// What answers have told about leads of one kind: how many were accepted, duplicates, or refused.
import { Gate } from './waiting';

/** What an answer told of the leads of a request. Only an accepted lead is evidence that the others are new. */
export interface Observation {
	accepted: number;
	duplicates: number;
	/** Refused for another reason, such as the phone number: it proves nothing, and may count as a duplicate. */
	refused: number;
}

/** Runs that look leads up one by one share one of these, because none of them sees many leads. */
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
