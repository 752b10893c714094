// What the API client needs from the outside world: one HTTP call, a clock and chance. All are passed in.

/** One request. `path` is relative to the base URL; `timeoutMs` is how long to wait for the answer. */
export interface HttpRequest {
	method: 'GET' | 'POST';
	path: string;
	/** Another base URL than the credential's, for an endpoint on a different host. */
	baseUrl?: string;
	query?: Record<string, string>;
	/** JSON text. */
	body?: string;
	timeoutMs: number;
}

/**
 * How a request ended. `noConnection`: it never left, so nothing can have been accepted. `lost`: it may have arrived, and no
 * answer came back. `serverTime` is the answer's Date header in ms, `retryAfterMs` how long its Retry-After header asks to wait, if there was one.
 */
export type HttpResult =
	| { kind: 'answer'; status: number; text: string; serverTime?: number; retryAfterMs?: number }
	| { kind: 'noConnection'; why: string }
	| { kind: 'lost'; why: string };

/** Sends one request with the credential, follows no redirect, and never throws. */
export type SendHttp = (request: HttpRequest) => Promise<HttpResult>;

/** Time in ms since the epoch, and waiting that ends early (without a throw) when the signal aborts. */
export interface Clock {
	now: () => number;
	sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** A number from 0 (inclusive) to 1 (exclusive), as Math.random gives it. */
export type Random = () => number;
