// What all executions of a process share that use the same host and token, because the API counts them together.
import type { Clock } from '../ports';
import { Claims } from './claims';
import { DuplicateGuard } from './duplicateGuard';
import { Evidence } from './evidence';
import { KeyBlock } from './keyBlock';
import { RateLimiter } from './rateLimit';

export interface SharedPace {
	limiter: RateLimiter;
	guard: DuplicateGuard;
	block: KeyBlock;
	claims: Claims;
	/** About new leads that were looked up one at a time. */
	lookedUp: Evidence;
}

/** The pace of a token that has not been used yet. @param clock one that nobody sets */
export function newPace(clock: Clock): SharedPace {
	return {
		limiter: new RateLimiter(clock),
		guard: new DuplicateGuard(clock),
		block: new KeyBlock(clock),
		claims: new Claims(),
		lookedUp: new Evidence(),
	};
}
