// What all executions of a process share that use the same host and token, because the API counts them together.
import type { Clock } from '../ports';
import { DuplicateGuard } from './duplicateGuard';
import { KeyBlock } from './keyBlock';
import { RateLimiter } from './rateLimit';

export interface SharedPace {
	limiter: RateLimiter;
	guard: DuplicateGuard;
	block: KeyBlock;
}

/** The pace of a token that has not been used yet. @param clock one that nobody sets */
export function newPace(clock: Clock): SharedPace {
	return { limiter: new RateLimiter(clock), guard: new DuplicateGuard(clock), block: new KeyBlock(clock) };
}
