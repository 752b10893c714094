// Decides whether a request comes from Uservox: by the header that was agreed on. Pure.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { CallbackSecret } from '../host/credential';

/**
 * Whether a request carries the secret: `Bearer <token>` in the Authorization header, the token itself in any other.
 * Both sides are hashed, so that how long the comparison takes reveals nothing, not even the length.
 * @param headers as Node gives them, with names in lower case
 */
export function carriesSecret(headers: object, { header, token }: CallbackSecret): boolean {
	const name = header.toLowerCase();
	const given: unknown = Object.entries(headers).find(([each]) => each === name)?.[1];
	const expected = name === 'authorization' ? `Bearer ${token}` : token;
	return timingSafeEqual(digest(typeof given === 'string' ? given : ''), digest(expected));
}

function digest(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}
