// What n8n asks to test a credential, and the sentence for each answer that shows it to be wrong.
import type { DeclarativeRestApiSettings, ICredentialTestRequest } from 'n8n-workflow';

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

const EXAMPLE = 'The base URL ends with /api/v1, as in https://crm.uservox.ai/api/v1.';
const NO_API = `There is a server at the base URL, but no Uservox API. ${EXAMPLE}`;
const WEB_PAGE = `A web page came back instead of an answer of the Uservox API: a log-in page, or a wrong base URL. ${EXAMPLE}`;
const OTHER_SERVER = `A server answers at the base URL, but it is not the Uservox API. ${EXAMPLE}`;
const REDIRECTS =
	'The base URL redirects, which is not followed because the token would go along. Enter the address it leads to.';
const PROBLEMS = 'Uservox is having problems. Try again later.';

const BY_STATUS: ReadonlyArray<readonly [number[], string]> = [
	[[400], 'Uservox did not accept the Project ID. Copy it again from Account Settings in Uservox.'],
	[[401], 'Uservox refused the API token. Copy it again from Account Settings in Uservox.'],
	[
		[403],
		'Uservox refused the API token, or it is not the token of this project. Copy both again from Account Settings in Uservox.',
	],
	[[404, 405], NO_API],
	[
		[429],
		'Uservox received too many requests with this API token, or has blocked it for up to an hour because of duplicates. Try again later.',
	],
	[[301, 302, 303, 307, 308], REDIRECTS],
	[[500, 502, 503, 504], PROBLEMS],
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
	whenBodyHas('constructor.name', 'String', WEB_PAGE),
	whenBodyHas('success', undefined, OTHER_SERVER),
	whenBodyHas('success', false, 'Uservox does not accept the API token with this project. Copy both again.'),
];

/**
 * The test of the credential's class. A node's own `testedBy` could say more, but n8n asks it only where the class has no test, and n8n's
 * check of community packages wants one there. n8n looks at each rule by its kind, though its type asks for a list of one kind.
 */
export const credentialTest: ICredentialTestRequest = { request, rules: Object.assign([], rules) };
