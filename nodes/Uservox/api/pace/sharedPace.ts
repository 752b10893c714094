// What all executions of a process with the same host and token share, because the API counts them together.
import type { Clock } from '../ports';
import { Claims } from './claims';
import { DuplicateGuard } from './duplicateGuard';
import { SharedEvidence } from './evidence';
import { HandOvers } from './handOvers';
import { KeyBlock } from './keyBlock';
import { RateLimiter } from './rateLimit';

export interface SharedPace {
	limiter: RateLimiter;
	guard: DuplicateGuard;
	block: KeyBlock;
	claims: Claims;
	/** The evidence about new leads of small runs, which look them up one by one. */
	lookedUp: SharedEvidence;
	handOvers: HandOvers;
}

/** The pace of a token that has not been used yet. @param clock a monotonic one */
export function newPace(clock: Clock): SharedPace {
	return {
		limiter: new RateLimiter(clock),
		guard: new DuplicateGuard(clock),
		block: new KeyBlock(clock),
		claims: new Claims(clock),
		lookedUp: new SharedEvidence(clock),
		handOvers: new HandOvers(),
	};
}
