// What all executions of this process share for one token at one host: the rate limit and the duplicate guard.
import { createHash } from 'node:crypto';
import type { Clock } from '../api/ports';
import { newPace, type SharedPace } from '../api/pace/sharedPace';
import type { Credential } from './credential';

const paces = new Map<string, SharedPace>();

/** The pace for a credential, the same one for every execution of the process. The token itself is not kept. */
export function sharedPace({ apiToken, baseUrl }: Credential, clock: Clock): SharedPace {
	const key = createHash('sha256')
		.update(`${new URL(baseUrl).host} ${apiToken}`)
		.digest('hex');
	const known = paces.get(key);
	if (known !== undefined) return known;
	const pace = newPace(clock);
	paces.set(key, pace);
	return pace;
}
