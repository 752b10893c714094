// What the credential holds, checked before anything is sent: a token must not travel in the clear.
import { z } from 'zod';

export const CREDENTIAL_NAME = 'uservoxApi';

/** n8n asks the credential whether it works wherever this field is empty, as it is when it is tested: not before requests of a node. */
export const NOT_TESTED = { tested: 'not before requests of a node' };
const DEFAULT_BASE_URL = 'https://crm.uservox.ai/api/v1';

/** What an Authorization header may contain. */
const HEADER_TEXT = /^[\x21-\x7e]+$/;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i;

/** A base URL without a slash at its end: https anywhere, plain http to this machine only, because the token goes along. */
const baseUrlSchema = z
	.string()
	.transform((text) => text.trim() || DEFAULT_BASE_URL)
	.superRefine((text, context) => {
		const fault = faultOfBaseUrl(text);
		if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
	})
	.transform(withoutSlashes);

function withoutSlashes(text: string): string {
	let end = text.length;
	while (text[end - 1] === '/') end -= 1;
	return text.slice(0, end);
}

function faultOfBaseUrl(text: string): string | undefined {
	if (!URL.canParse(text)) return `The base URL of the Uservox credential is not a valid URL: "${text}".`;
	const { protocol, hostname } = new URL(text);
	const [after] = /[?#]/.exec(text) ?? [];
	if (after !== undefined) {
		return `The base URL of the Uservox credential must end with its path, such as /api/v1. Found a "${after}" after it.`;
	}
	return isProtected(protocol, hostname)
		? undefined
		: `The base URL of the Uservox credential must start with https, because the API token would travel unprotected otherwise. Found "${protocol}//${hostname}".`;
}

/** https anywhere, plain http to this machine only. */
function isProtected(protocol: string, hostname: string): boolean {
	return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
}

/** Why the token must not go to this address, wherever a request with this credential comes from. */
export function faultOfTarget(address: string): string | undefined {
	if (!URL.canParse(address)) return 'The address of the request is not a valid URL.';
	const { protocol, hostname } = new URL(address);
	return isProtected(protocol, hostname)
		? undefined
		: `The API token would travel unprotected to "${protocol}//${hostname}". Use https.`;
}

const credentialSchema = z.object({
	apiToken: z
		.string()
		.default('')
		.transform((text) => text.trim())
		.refine((text) => text !== '', 'The Uservox credential has no API token.')
		.refine(
			(text) => !/^bearer\b/i.test(text),
			'The API token of the Uservox credential begins with "Bearer". Enter the token alone: "Bearer" is added automatically.',
		)
		.refine(
			(text) => text === '' || HEADER_TEXT.test(text),
			'The API token of the Uservox credential contains a character that tokens never contain, such as a space, a line break or "…". Copy it again.',
		),
	projectId: z
		.string()
		.optional()
		.transform((text) => text?.trim() || undefined),
	baseUrl: baseUrlSchema.default(DEFAULT_BASE_URL),
});

export type Credential = z.infer<typeof credentialSchema>;

/** The credential, or one sentence that says what is wrong with it. */
export function readCredential(data: unknown): { credential: Credential } | { fault: string } {
	const read = credentialSchema.safeParse(data);
	return read.success
		? { credential: read.data }
		: { fault: read.error.issues[0]?.message ?? 'The Uservox credential cannot be read.' };
}

/** The header that Uservox sends with callbacks, and the secret in it. */
export interface CallbackSecret {
	header: string;
	token: string;
}

const DEFAULT_CALLBACK_HEADER = 'Authorization';

/** What the name of a header may be (RFC 9110, "Tokens"). */
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

const callbackSchema = z.object({
	callbackHeader: z
		.string()
		.default('')
		.transform((name) => name.trim() || DEFAULT_CALLBACK_HEADER)
		.refine(
			(name) => HEADER_NAME.test(name),
			'The callback header of the Uservox credential is not the name of a header. Enter a name such as Authorization or X-Callback-Key.',
		),
	callbackToken: z
		.string()
		.default('')
		.transform((token) => token.trim())
		.refine(
			(token) => token !== '',
			'The Uservox credential has no callback token. Make up a long random text, and enter it as the Callback Token of the credential and as the Bearer Token of the callback in Uservox.',
		),
});

/** What callbacks must carry, or one sentence that says what is missing. The API token is not looked at. */
export function readCallbackSecret(data: unknown): { secret: CallbackSecret } | { fault: string } {
	const read = callbackSchema.safeParse(data);
	return read.success
		? { secret: { header: read.data.callbackHeader, token: read.data.callbackToken } }
		: { fault: read.error.issues[0]?.message ?? 'The Uservox credential cannot be read.' };
}

/** The vendor serves its statistics from another host: crm.uservox.ai → api.uservox.ai. Any other host serves all. */
export function statsBaseUrl(baseUrl: string): string {
	return baseUrl.replace(/^(https?:\/\/)crm\./i, '$1api.');
}
