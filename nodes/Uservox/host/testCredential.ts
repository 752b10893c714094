// Tests a credential by a question that changes nothing, and says in one sentence what is wrong.
import type { ICredentialTestFunctions, ICredentialsDecrypted, INodeCredentialTestResult } from 'n8n-workflow';
import { z } from 'zod';
import { messageOf, parseAnswer } from '../api/answer/parse';
import { codeOfTooMany } from '../api/answer/refusal';
import { readCredential } from './credential';

const TEST_TIMEOUT_MS = 15_000;

const responseSchema = z.object({ statusCode: z.number(), body: z.unknown() });
const failureSchema = z.object({ code: z.string().optional(), message: z.string().optional() }).catch({});

/**
 * Asks for a lead without saying which: the API answers a good token with 400 `Either leadId or referenceId is required`, a wrong one
 * with 401 or 403 (the vendor's page "Get Lead"). Why this is not the class's own `test`: docs/n8n-behaviours.md, 17.
 */
export async function testUservoxCredential(
	this: ICredentialTestFunctions,
	{ data }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const read = readCredential(data);
	if ('fault' in read) return { status: 'Error', message: read.fault };
	const { apiToken, baseUrl } = read.credential;
	const { helpers } = this;
	try {
		const answered: unknown = await helpers.request({
			method: 'GET',
			uri: `${baseUrl}/leads/get`,
			headers: { Authorization: `Bearer ${apiToken}`, Accept: 'application/json' },
			simple: false,
			resolveWithFullResponse: true,
			followRedirect: false,
			timeout: TEST_TIMEOUT_MS,
		});
		const { statusCode, body } = responseSchema.parse(answered);
		return verdict(statusCode, typeof body === 'string' ? body : JSON.stringify(body ?? ''));
	} catch (error) {
		const { code, message } = failureSchema.parse(error);
		return {
			status: 'Error',
			message: `Uservox could not be reached at the base URL (${code ?? message?.replaceAll(apiToken, '[token]') ?? 'no answer'}).`,
		};
	}
}

function verdict(status: number, text: string): INodeCredentialTestResult {
	const body = parseAnswer(text);
	const said = messageOf(body);
	const failure = (message: string): INodeCredentialTestResult => ({ status: 'Error', message });
	if (status === 401 || status === 403) {
		return failure('Uservox refused the API token. Copy it again from the settings of your Uservox project.');
	}
	if (status === 429) {
		return failure(
			codeOfTooMany(said) === 'keyBlocked'
				? 'Uservox has blocked this API token for up to 60 minutes, since too many duplicates were submitted.'
				: 'Uservox received too many requests with this API token. Try again in a few seconds.',
		);
	}
	if (status >= 500) return failure(`Uservox has a failure at the moment (HTTP ${status}). Try again later.`);
	if (status >= 300 && status < 400) {
		return failure(`The base URL redirects (HTTP ${status}). Enter the address it leads to.`);
	}
	if (said === undefined && (status !== 200 || body === undefined)) {
		return failure(`There is a server at the base URL, but it is not the Uservox API (HTTP ${status}).`);
	}
	return { status: 'OK', message: 'Uservox accepted the API token.' };
}
