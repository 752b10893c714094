// HTTP by n8n's own helper, which adds the token; what it throws becomes a result, and the token is taken out of every text.
import type { IExecuteFunctions, IHttpRequestOptions, ILoadOptionsFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { Clock, HttpResult, SendHttp } from '../api/ports';
import { CREDENTIAL_NAME, NOT_TESTED, type Credential } from './credential';

const header = z.string().optional().catch(undefined);
const responseSchema = z.object({
	statusCode: z.number(),
	body: z.unknown(),
	headers: z.object({ date: header, 'retry-after': header }).optional().catch(undefined),
});

/** Longer headers say nothing of a time, in characters. */
const MAX_HEADER_LENGTH = 40;

/** Codes of failures in which no connection was made, so nothing can have arrived. */
const NO_CONNECTION = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'EHOSTDOWN',
	'ENETUNREACH',
	'ENETDOWN',
	'EADDRNOTAVAIL',
	'ERR_INVALID_CHAR',
	'ERR_INVALID_URL',
	'ERR_TLS_CERT_ALTNAME_INVALID',
	'CERT_HAS_EXPIRED',
	'CERT_NOT_YET_VALID',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_GET_ISSUER_CERT',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

const text = z.string().optional().catch(undefined);
const causeSchema = z.object({ code: text, message: text });
/** Where n8n's versions keep Node's own error: in `cause`, in `httpCode`, or only in `messages`. */
const errorSchema = causeSchema.extend({
	httpCode: text,
	messages: z.array(z.string()).optional().catch(undefined),
	cause: causeSchema.optional().catch(undefined),
});

/** "connect ETIMEDOUT 192.0.2.1:443": the connection itself failed. */
const FAILED_TO_CONNECT = /\bconnect E[A-Z]+\b/;
const NODE_CODE = /\bE[A-Z]{3,}/;
const NOT_IN_TIME = 'no answer came in time';
const TIMED_OUT = /ECONNABORTED|ETIMEDOUT|timeout of \d+ms exceeded/;

/** What a failed request shows: whether it can have arrived, and why it failed. After an unknown failure, it may have arrived. */
function resultOfThrown(thrown: unknown): HttpResult {
	const error = errorSchema.safeParse(thrown).data;
	const codes = [error?.cause?.code, error?.code, error?.httpCode].filter((code) => code !== undefined);
	const messages = [error?.cause?.message, ...(error?.messages ?? []), error?.message].filter(
		(said) => said !== undefined,
	);
	const said = [...codes, ...messages].join(' ');
	const neverConnected = codes.find((code) => NO_CONNECTION.has(code)) ?? FAILED_TO_CONNECT.exec(said)?.[0];
	if (neverConnected !== undefined) return { kind: 'noConnection', why: inWords(neverConnected) };
	if (TIMED_OUT.test(said)) return { kind: 'lost', why: NOT_IN_TIME };
	// Without a code: n8n would replace the message that it gets into.
	const reason = messages.find((message) => !NODE_CODE.test(message));
	return { kind: 'lost', why: reason === undefined ? 'the connection was lost' : `the connection was lost: ${reason}` };
}

/** n8n replaces a message that contains one of Node's codes with its own, which does not say what to do. */
function inWords(code: string): string {
	if (code.includes('ECONNREFUSED')) return 'the connection was refused';
	if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'there is no server of this name';
	if (/CERT|SIGN|ISSUER/.test(code)) return "the server's certificate is not valid";
	return 'no connection could be made';
}

/** Takes the token out of an answer, even where the JSON writes some of its characters as escapes, such as "\/" or "\u0041". */
function tokenRemover(token: string): (text: string) => string {
	const characters = [...token].map((character) => {
		const code = character.charCodeAt(0).toString(16).padStart(4, '0');
		const literal = character.replace(/[^A-Za-z0-9]/, '\\$&');
		return `(?:\\\\?${literal}|\\\\u${code.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`)})`;
	});
	const anyForm = new RegExp(characters.join(''), 'g');
	return (text) => (text.includes(token) || text.includes('\\') ? text.replace(anyForm, '[token]') : text);
}

/** n8n's timeout restarts with every byte that arrives, so an answer that drips in would never be given up. */
async function withinTime(asked: Promise<HttpResult>, ms: number, clock: Clock): Promise<HttpResult> {
	const answered = new AbortController();
	const tooLate = clock.sleep(ms, answered.signal).then((): HttpResult => ({ kind: 'lost', why: NOT_IN_TIME }));
	try {
		return await Promise.race([asked, tooLate]);
	} finally {
		answered.abort();
	}
}

/** What n8n wants to know of a credential that it is given, and does not use. */
const USED = { id: '', name: CREDENTIAL_NAME, type: CREDENTIAL_NAME };

/** n8n's authenticated request as a `SendHttp`. It is given the credential that the node has read, so that it does not test it anew each time. */
export function n8nHttp(
	context: IExecuteFunctions | ILoadOptionsFunctions,
	credential: Credential,
	clock: Clock,
): SendHttp {
	const credentialsDecrypted = { ...USED, data: { ...credential, ...NOT_TESTED } };
	const send = async (options: IHttpRequestOptions): Promise<unknown> =>
		await context.helpers.httpRequestWithAuthentication.call(context, CREDENTIAL_NAME, options, {
			credentialsDecrypted,
		});
	return httpBy(send, credential, clock);
}

/**
 * A request of n8n's as a `SendHttp`: no redirect is followed, because the token would go along (docs/n8n-behaviours.md, 16).
 * @param send adds the token
 */
export function httpBy(
	send: (options: IHttpRequestOptions) => Promise<unknown>,
	credential: Credential,
	clock: Clock,
): SendHttp {
	const withoutToken = tokenRemover(credential.apiToken);
	const ask: SendHttp = async ({ method, path, query, body, timeoutMs, baseUrl = credential.baseUrl }) => {
		// As bytes: n8n's axios would parse a text once more to see whether it is JSON.
		const bytes = body === undefined ? undefined : Buffer.from(body);
		const options: IHttpRequestOptions = {
			method,
			url: `${baseUrl}${path}`,
			qs: query,
			body: bytes,
			headers: { Accept: 'application/json', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
			timeout: timeoutMs,
			encoding: 'text',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		};
		try {
			const response = responseSchema.safeParse(await send(options));
			if (!response.success) return { kind: 'lost', why: 'the answer could not be read' };
			const { statusCode, headers } = response.data;
			const serverTime = Date.parse(headers?.date ?? '');
			return {
				kind: 'answer',
				status: statusCode,
				text: withoutToken(textOf(response.data.body)),
				serverTime: Number.isNaN(serverTime) ? undefined : serverTime,
				retryAfterMs: retryAfterMs(headers?.['retry-after'], serverTime),
			};
		} catch (error) {
			const result = resultOfThrown(error);
			return result.kind === 'answer' ? result : { ...result, why: withoutToken(result.why) };
		}
	};
	return async (request) => await withinTime(ask(request), request.timeoutMs, clock);
}

/**
 * How long a server asks to wait (RFC 9110, "Retry-After"): seconds, or a moment by its own clock.
 * @param serverTime the answer's Date, in ms since the epoch; NaN where there is none
 */
function retryAfterMs(text: string | undefined, serverTime: number): number | undefined {
	if (text === undefined || text.length > MAX_HEADER_LENGTH) return undefined;
	const ms = /^\s*\d+\s*$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - serverTime;
	return ms > 0 ? ms : undefined;
}

/** Some versions of n8n parse JSON although text was asked for. */
function textOf(body: unknown): string {
	if (typeof body === 'string') return body;
	return body === undefined || body === null ? '' : JSON.stringify(body);
}
