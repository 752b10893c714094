// How many leads may be under way: few at first, more as answers show that the leads are new, few again after duplicates.
import { OWN_SHARE, type DuplicateGuard, type Permit } from '../../api/pace/duplicateGuard';
import { Evidence, type Observation } from '../../api/pace/evidence';
import { Gate, type WaitBudget } from '../../api/pace/waiting';

/**
 * What is known of leads before they are sent. `asked`: Uservox was asked and knows none of them. `careful`: it could not be asked, or only
 * for some of what they have. `uncertain`: it knows the number, but whether that makes the lead a duplicate is not documented.
 */
export type Certainty = 'asked' | 'careful' | 'uncertain';

/** Indexed by the duplicates still allowed: the largest expected number whose chance of exceeding that allowance is 1 in 10,000 (Poisson). */
const SAFE_EXPECTATION = [0, 0.014, 0.086];
/**
 * How many leads may be under way for each accepted one, by stages. Where Uservox hides leads that count as duplicates, such as archived
 * ones, a stage holds more than the five that block the key in 1 of 430 runs, whatever their share is; with as many leads as were accepted
 * it would be 1 of 150. Where Uservox could not be asked, there may well be duplicates: less than 1 of 1,000 runs.
 */
const FOLLOWERS = { asked: 0.7, careful: 0.3, uncertain: 0.7 } as const;
/** How many refused leads are enough to judge by, and what share of the first ones counts as "most". */
const FIRST_LEADS = 100;
const ENOUGH_REFUSED = 4;
const MOST = 0.7;

/** What sending asks of a growth, with or without Duplicate Guard. */
export interface GrowthLike {
	readonly certainty: Certainty;
	room(): number;
	readonly changes: Gate;
	enter(wanted: number, signal: AbortSignal): Promise<Permit | 'tooLong' | undefined>;
	depart(leads: number): void;
	arrive(leads: number, observation: Observation): void;
	readonly judgement: Judgement;
}

/** `mostRefused`: the first leads were mostly refused. `refusedKind`: leads of this kind are duplicates. */
export type Judgement = 'goOn' | 'mostRefused' | 'refusedKind';

export class Growth implements GrowthLike {
	/** The evidence of this run alone. */
	private readonly own = new Evidence();

	constructor(
		readonly certainty: Certainty,
		private readonly guard: DuplicateGuard,
		private readonly budget: WaitBudget,
		private readonly evidence = new Evidence(),
	) {}

	get changes(): Gate {
		return this.evidence.changes;
	}

	/** How many more leads may be sent now. 0: wait for an answer first. Infinity: as many as the user allows. */
	room(): number {
		return Math.max(0, this.allowance(this.guard.left()) - this.evidence.inFlight);
	}

	/** Waits for the permit of a request with `wanted` leads. Leads that are known to be new need no place in the guard's queue. */
	async enter(wanted: number, signal: AbortSignal): Promise<Permit | 'tooLong' | undefined> {
		if (!this.isGuarded) return this.guard.free();
		return await this.guard.enter(signal, this.budget, () => wanted);
	}

	depart(leads: number): void {
		this.evidence.inFlight += leads;
	}

	/** Notes what an answer said, or that it was lost. */
	arrive(leads: number, observation: Observation): void {
		this.evidence.inFlight -= leads;
		this.evidence.add(observation);
		this.own.add(observation);
		this.evidence.changes.open();
	}

	get judgement(): Judgement {
		const { accepted, duplicates, refused } = this.own;
		if (this.certainty === 'uncertain') return duplicates > accepted ? 'refusedKind' : 'goOn';
		const failed = duplicates + refused;
		const answered = accepted + failed;
		if (answered > FIRST_LEADS || failed < ENOUGH_REFUSED) return 'goOn';
		return failed / answered >= MOST ? 'mostRefused' : 'goOn';
	}

	private get isGuarded(): boolean {
		return this.certainty !== 'asked' || this.evidence.duplicates > 0;
	}

	/** @param left duplicates that this minute still allows this process; with none left, the guard waits, and then one lead may be sent */
	private allowance(left: number): number {
		const { accepted, duplicates } = this.evidence;
		if (duplicates > 0) {
			const expected = (duplicates + 1) / (accepted + 2);
			return Math.max(1, left, Math.floor((SAFE_EXPECTATION[left] ?? 0) / expected));
		}
		const followers = Math.floor(FOLLOWERS[this.certainty] * accepted);
		if (this.certainty === 'uncertain') return Math.max(1, followers);
		return Math.max(this.certainty === 'asked' ? OWN_SHARE : Math.max(1, left), followers);
	}
}

/** Everything may be sent at once, which is what switching Duplicate Guard off asks for. Duplicates are still counted. */
export class Unguarded implements GrowthLike {
	readonly certainty = 'careful';
	readonly changes = new Gate();
	readonly judgement = 'goOn';

	constructor(private readonly guard: DuplicateGuard) {}

	room(): number {
		return Infinity;
	}

	async enter(): Promise<Permit> {
		return this.guard.free();
	}

	depart(): void {}

	arrive(): void {
		this.changes.open();
	}
}
