// Asks Uservox whether a credential works, with a question that changes nothing, and says in a sentence why it does not.
import type { IHttpRequestOptions } from 'n8n-workflow';
import { messageOf, parseAnswer } from '../api/answer/parse';
import type { HttpRequest, HttpResult } from '../api/ports';
import { OBJECT_ID } from '../model/lead';
import { steadyClock } from './clock';
import { readCredential, statsBaseUrl, type Credential } from './credential';
import { httpBy } from './n8nHttp';

const EXAMPLE = 'The base URL ends with /api/v1, as in https://crm.uservox.ai/api/v1.';
const COPY = 'from Account Settings in Uservox';

/** What is wrong with a credential, a sentence for each answer that shows it. */
export const SENTENCES = {
	tokenRefused: `Uservox refused the API token. Copy it again ${COPY}.`,
	otherProject: `The API token does not belong to this project. Copy the token and the Project ID ${COPY}.`,
	refused: `Uservox refused the API token, or it is not the token of this project. Copy both again ${COPY}.`,
	projectRefused: `Uservox did not accept the Project ID. Copy it again ${COPY}.`,
	projectMalformed: `The Project ID has 24 hexadecimal digits. Copy it again ${COPY}.`,
	notTogether: `Uservox does not accept the API token with this project. Copy both again ${COPY}.`,
	noApi: `There is a server at the base URL, but no Uservox API. ${EXAMPLE}`,
	webPage: `A web page came back instead of an answer of the Uservox API: a log-in page, or a wrong base URL. ${EXAMPLE}`,
	otherServer: `A server answers at the base URL, but it is not the Uservox API. ${EXAMPLE}`,
	redirects:
		'The base URL redirects, which is not followed because the token would go along. Enter the address it leads to.',
	tooMany:
		'Uservox received too many requests with this API token, or has blocked it for up to an hour because of duplicates. Try again later.',
	problems: 'Uservox is having problems. Try again later.',
} as const;

/** A person waits for the answer. */
const TIMEOUT_MS = 15_000;

/**
 * Why the credential cannot be used; undefined if it can.
 * @param httpRequest n8n's, without any credential
 */
export async function faultOfCredential(
	data: unknown,
	httpRequest: (options: IHttpRequestOptions) => Promise<unknown>,
): Promise<string | undefined> {
	const read = readCredential(data);
	if ('fault' in read) return read.fault;
	const { credential } = read;
	const { apiToken, projectId } = credential;
	if (projectId !== undefined && !OBJECT_ID.test(projectId)) return SENTENCES.projectMalformed;
	const send = async (options: IHttpRequestOptions): Promise<unknown> =>
		await httpRequest({ ...options, headers: { ...options.headers, Authorization: `Bearer ${apiToken}` } });
	return faultIn(await httpBy(send, credential, steadyClock)(questionOf(credential)), credential);
}

/** The processes of the project prove that token and project belong together; without a project, statistics prove the token. */
function questionOf({ projectId, baseUrl }: Credential): HttpRequest {
	if (projectId !== undefined) {
		return { method: 'GET', path: `/processes/list/${encodeURIComponent(projectId)}`, timeoutMs: TIMEOUT_MS };
	}
	const end = Date.now();
	return {
		method: 'POST',
		path: '/analytics/customer/stats',
		baseUrl: statsBaseUrl(baseUrl),
		body: JSON.stringify({ start: end - 60_000, end }),
		timeoutMs: TIMEOUT_MS,
	};
}

function faultIn(result: HttpResult, { baseUrl }: Credential): string | undefined {
	if (result.kind !== 'answer') {
		return `No answer from "${new URL(baseUrl).host}": ${result.why}. Check the Base URL, or try again later.`;
	}
	const { status, text } = result;
	const body = parseAnswer(text);
	const said = messageOf(body) ?? '';
	if (status >= 300 && status < 400) return SENTENCES.redirects;
	if (status >= 500) return SENTENCES.problems;
	if (status === 429) return SENTENCES.tooMany;
	if (body === undefined && (status < 300 || status === 401 || status === 403)) return SENTENCES.webPage;
	if (status === 401) return SENTENCES.tokenRefused;
	if (status === 403) return /project/i.test(said) ? SENTENCES.otherProject : SENTENCES.tokenRefused;
	if (status === 404 || status === 405) return SENTENCES.noApi;
	if (status >= 400) return SENTENCES.projectRefused;
	if (body?.success === undefined) return SENTENCES.otherServer;
	return body.success === false ? SENTENCES.notTogether : undefined;
}
