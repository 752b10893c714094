// What n8n asks to test a credential, and the sentence for each answer that shows it to be wrong.
import type { DeclarativeRestApiSettings, ICredentialTestRequest } from 'n8n-workflow';
import { SENTENCES } from './checkCredential';

const PROJECT = '($credentials.projectId ?? "").trim()';
const BASE_URL = '$credentials.baseUrl.trim().replace(/\\/+$/, "")';
/** Statistics are served by another host, as the operation Get Stats has it. */
const STATS_URL = `${BASE_URL}.replace(/^(https?:\\/\\/)crm\\./i, "$1api.") + "/analytics/customer/stats"`;

/**
 * The processes of the project prove that token and project belong together. Without a project, statistics are asked for, which the
 * API gives for the token's own project. Neither changes anything, and a good credential gets 200 for both. Every version of n8n treats
 * any other status as a failure; older versions cannot accept single ones, because they take an object in `ignoreHttpStatusErrors` as "all".
 */
const request: DeclarativeRestApiSettings.HttpRequestOptions = {
	url: `={{ ${PROJECT} ? ${BASE_URL} + "/processes/list/" + encodeURIComponent(${PROJECT}) : ${STATS_URL} }}`,
	headers: { Accept: 'application/json' },
	disableFollowRedirect: true,
	...evaluated({
		method: `={{ ${PROJECT} ? 'GET' : 'POST' }}`,
		body: `={{ ${PROJECT} ? {} : { start: Date.now() - 60000, end: Date.now() } }}`,
	}),
};

/** n8n evaluates each value of a request, whatever its type. */
function evaluated(expressions: Record<string, string>): object {
	return expressions;
}

const BY_STATUS: ReadonlyArray<readonly [number[], string]> = [
	[[400], SENTENCES.projectRefused],
	[[401], SENTENCES.tokenRefused],
	[[403], SENTENCES.refused],
	[[404, 405], SENTENCES.noApi],
	[[429], SENTENCES.tooMany],
	[[301, 302, 303, 307, 308], SENTENCES.redirects],
	[[500, 502, 503, 504], SENTENCES.problems],
];

type Rule = NonNullable<ICredentialTestRequest['rules']>[number];

/** A 200 whose body has this value at this key is not a good answer. */
function whenBodyHas(key: string, value: unknown, message: string): Rule {
	return { type: 'responseSuccessBody', properties: { key, value, message } };
}

const rules: Rule[] = [
	...BY_STATUS.flatMap(([statuses, message]) =>
		statuses.map((value): Rule => ({ type: 'responseCode', properties: { value, message } })),
	),
	// Text where an object is expected.
	whenBodyHas('constructor.name', 'String', SENTENCES.webPage),
	whenBodyHas('success', undefined, SENTENCES.otherServer),
	whenBodyHas('success', false, SENTENCES.notTogether),
];

/**
 * The test of the credential's class. A node's own `testedBy` could say more, but n8n asks it only where the class has no test, and n8n's
 * check of community packages wants one there. n8n looks at each rule by its kind, though its type asks for a list of one kind.
 */
export const credentialTest: ICredentialTestRequest = { request, rules: Object.assign([], rules) };
