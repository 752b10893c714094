// The pure decision on one request, row by row: a reply, and what it means for the leads in it.
import { bulkEndpoint, singleEndpoint, type Endpoint } from '../../nodes/Uservox/api/endpoint';
import { Exchange, type Submission } from '../../nodes/Uservox/api/exchange';
import { newPace } from '../../nodes/Uservox/api/pace/sharedPace';
import { Slots } from '../../nodes/Uservox/api/pace/slots';
import { Run } from '../../nodes/Uservox/api/run';
import { verdictOf, type Verdict } from '../../nodes/Uservox/initiate/send/verdict';
import type { LeadRecord } from '../../nodes/Uservox/model/lead';
import { VirtualClock } from '../time/virtualClock';

const clock = new VirtualClock(0);
const pace = newPace(clock);
const exchange = new Exchange(
	{
		sendHttp: async () => ({ kind: 'lost', why: 'nothing is sent here' }),
		limiter: pace.limiter,
		block: pace.block,
		slots: new Slots(1),
		run: new Run(clock, undefined, () => undefined),
		random: () => 0,
	},
	{ requestsPerWindow: 100, timeoutMs: 1_000, maxRetries: 0 },
);
const bulk = bulkEndpoint(exchange, 1_000, false);
const simplified = bulkEndpoint(exchange, 1_000, true);
const single = singleEndpoint(exchange);

const lead = (index: number) => ({
	projectId: 'a'.repeat(24),
	processId: 'b'.repeat(24),
	phone: `+99900000010${index}`,
	name: `Lead ${index}`,
});
const records = (count: number): LeadRecord[] =>
	Array.from({ length: count }, (_, index) => ({ kind: 'new', itemIndex: index, init: true, lead: lead(index) }));

function answer(status: number, body: object | undefined, isHtml = false): Submission {
	return { kind: 'answer', status, body: body && { ...body }, isHtml, sentAt: 1_000, answeredAt: 1_800 };
}

/** The verdict in words: `0:success` for a settled lead, `unclear 1 2`, `again 2x1` … */
function told(verdict: Verdict): string[] {
	const said = verdict.settled.map(
		([{ itemIndex }, outcome]) =>
			`${itemIndex}:${outcome.status === 'initiated' ? 'success' : `${outcome.errorCode}${outcome.httpStatus ?? ''}`}`,
	);
	if (verdict.unclear) {
		const { records: unclear, lost } = verdict.unclear;
		said.push(`unclear ${unclear.map(({ itemIndex }) => itemIndex).join(' ')} after ${lost.silentMs} ms`);
	}
	if (verdict.again) said.push(`again by ${verdict.again.size}${verdict.again.forAllRequests ? ' from now on' : ''}`);
	if (verdict.refuses) said.push(`refuses the ${verdict.refuses.scope}`);
	if (verdict.untouched) said.push('untouched');
	if (verdict.duplicates !== 0) said.push(`duplicates: ${verdict.duplicates}`);
	const { accepted, duplicates, refused } = verdict.observed;
	said.push(`seen ${accepted}/${duplicates}/${refused}`, verdict.server);
	return said;
}

const ok = (index: number) => ({ _id: `${index}`.repeat(24), ...lead(index) });
const error = (index: number, message: string) => ({ data: lead(index), error: message });
const EXISTS = 'Lead with this phone already exists for this project and process';
const CALLED = 'A call attempt has already been made to this phone number for this project';
const BAD = 'Invalid phone number';
const NO_CREDITS = 'Insufficient lead credits. You need 2 credits but only have 0 remaining.';

interface Row {
	reply: Submission;
	means: string[];
	leads?: number;
	endpoint?: Endpoint;
	passed?: number;
}

const ROWS: Record<string, Row> = {
	'the run stopped before it left': {
		reply: { kind: 'stopped' },
		means: ['untouched', 'seen 0/0/0', 'notAsked'],
	},
	'no connection': {
		reply: { kind: 'noConnection', why: 'ECONNREFUSED' },
		means: ['0:serverFailure', '1:serverFailure', 'seen 0/0/0', 'unreachable'],
	},
	'lost after a timeout': {
		reply: { kind: 'lost', why: 'timeout', sentAt: 0, answeredAt: 60_000 },
		means: ['unclear 0 1 after 60000 ms', 'duplicates: unknown', 'seen 0/0/0', 'silent'],
	},
	'a blocked key': {
		reply: { kind: 'refusedForPace', errorCode: 'keyBlocked', message: 'blocked' },
		means: ['0:keyBlocked429', '1:keyBlocked429', 'seen 0/0/0', 'answered'],
	},
	'200, all accepted': {
		reply: answer(200, { success: [ok(1), ok(0)], errors: [] }),
		means: ['0:success', '1:success', 'seen 2/0/0', 'answered'],
	},
	'200, one accepted and one duplicate': {
		reply: answer(200, { success: [ok(0)], errors: [error(1, EXISTS)] }),
		means: ['0:success', '1:alreadyExists', 'duplicates: 1', 'seen 1/1/0', 'answered'],
	},
	'200, a number that was called, and a bad one': {
		reply: answer(200, { success: [], errors: [error(0, CALLED), error(1, BAD)] }),
		means: ['0:alreadyCalled', '1:invalidPhone', 'duplicates: 1', 'seen 0/1/1', 'answered'],
	},
	'200, a lead is left out': {
		reply: answer(200, { success: [ok(0)], errors: [] }),
		means: ['0:success', 'unclear 1 after 0 ms', 'seen 1/0/0', 'answered'],
	},
	'200, no credits for one lead': {
		reply: answer(200, { success: [ok(0)], errors: [error(1, NO_CREDITS)] }),
		means: ['0:success', '1:noCredits', 'refuses the run', 'seen 1/0/1', 'answered'],
	},
	'200 with a body of something else': {
		reply: answer(200, { hello: 'world' }),
		means: ['unclear 0 1 after 800 ms', 'duplicates: unknown', 'seen 0/0/0', 'silent'],
	},
	'200 without a body, or a web page': {
		reply: answer(200, undefined, true),
		means: ['unclear 0 1 after 800 ms', 'duplicates: unknown', 'seen 0/0/0', 'silent'],
	},
	'502': {
		reply: answer(502, undefined, true),
		means: ['unclear 0 1 after 800 ms', 'duplicates: unknown', 'seen 0/0/0', 'silent'],
	},
	'400 that tells of each lead': {
		reply: answer(400, { success: [ok(0)], errors: [error(1, EXISTS)] }),
		means: ['0:success', '1:alreadyExists400', 'duplicates: 1', 'seen 1/1/0', 'answered'],
	},
	'409 whose lists name nobody: looked for, never sent again': {
		reply: answer(409, { success: [{ _id: 'c'.repeat(24) }], errors: [{ error: BAD }] }),
		endpoint: simplified,
		means: ['unclear 0 1 after 0 ms', 'seen 0/0/0', 'answered'],
	},
	'400 "Maximum of 1 leads"': {
		reply: answer(400, { error: 'Maximum of 1 leads allowed per request' }),
		means: ['again by 1 from now on', 'seen 0/0/0', 'answered'],
	},
	'400 about a maximum in other words': {
		reply: answer(400, { error: 'You can send up to 1 leads' }),
		means: ['again by 1 from now on', 'seen 0/0/0', 'answered'],
	},
	'400 that nobody knows, for more leads than ever passed': {
		reply: answer(400, { error: 'Bad Request' }),
		leads: 4,
		means: ['again by 2', 'seen 0/0/0', 'answered'],
	},
	'400 that nobody knows, though as many leads have passed': {
		reply: answer(400, { error: 'Bad Request' }),
		passed: 2,
		means: ['0:requestRefused400', '1:requestRefused400', 'seen 0/0/0', 'answered'],
	},
	'413': {
		reply: answer(413, { error: 'request entity too large' }),
		means: ['again by 1', 'seen 0/0/0', 'answered'],
	},
	'413 for one lead alone': {
		reply: answer(413, { error: 'request entity too large' }),
		leads: 1,
		means: ['0:requestRefused413', 'seen 0/0/0', 'answered'],
	},
	'409 for the whole request, for a duplicate in it': {
		reply: answer(409, { error: 'Some lead already exists' }),
		means: ['unclear 0 1 after 0 ms', 'duplicates: unknown', 'seen 0/1/0', 'answered'],
	},
	'409 for the whole request, in words that nobody knows': {
		reply: answer(409, { error: 'Conflict' }),
		means: ['unclear 0 1 after 0 ms', 'duplicates: unknown', 'seen 0/1/0', 'answered'],
	},
	'400 for the whole request, for a duplicate in it': {
		reply: answer(400, { error: EXISTS }),
		means: ['unclear 0 1 after 0 ms', 'duplicates: unknown', 'seen 0/1/0', 'answered'],
	},
	'400 for the only lead of a batch': {
		reply: answer(400, { error: CALLED }),
		leads: 1,
		means: ['0:alreadyCalled400', 'duplicates: 1', 'seen 0/1/0', 'answered'],
	},
	'409 that tells of each lead': {
		reply: answer(409, { success: [ok(0)], errors: [error(1, 'Conflict')] }),
		means: ['0:success', '1:alreadyExists409', 'duplicates: 1', 'seen 1/1/0', 'answered'],
	},
	'409 that tells of each lead, in words that nobody knows: counted as a duplicate': {
		reply: answer(409, { success: [ok(0)], errors: [error(1, 'On the do-not-call list')] }),
		means: ['0:success', '1:rejected409', 'duplicates: 1', 'seen 1/1/0', 'answered'],
	},
	'402: no credits': {
		reply: answer(402, { error: NO_CREDITS }),
		means: ['0:noCredits402', '1:noCredits402', 'refuses the run', 'seen 0/0/0', 'answered'],
	},
	'401': {
		reply: answer(401, { error: 'Authorization header missing or invalid format' }),
		means: ['0:accessRefused401', '1:accessRefused401', 'refuses the run', 'seen 0/0/0', 'answered'],
	},
	'403: the project is inactive': {
		reply: answer(403, { error: 'Project is inactive or not found' }),
		means: ['0:accessRefused403', '1:accessRefused403', 'refuses the project', 'seen 0/0/0', 'answered'],
	},
	'403: another project': {
		reply: answer(403, { error: 'projectId does not match authenticated project' }),
		means: ['0:wrongProject403', '1:wrongProject403', 'refuses the project', 'seen 0/0/0', 'answered'],
	},
	'403 that names one of the leads': {
		reply: answer(403, {
			error: 'Some leads have missing or invalid projectId',
			invalidLeads: [error(1, 'missing projectId')],
		}),
		means: ['1:wrongProject403', 'unclear 0 after 0 ms', 'seen 0/0/0', 'answered'],
	},
	'404: no such process': {
		reply: answer(404, { error: 'Process not found for lead with processId: x' }),
		means: ['0:processNotFound404', '1:processNotFound404', 'refuses the process', 'seen 0/0/0', 'answered'],
	},
	'302': {
		reply: answer(302, undefined),
		means: ['0:requestRefused302', '1:requestRefused302', 'seen 0/0/0', 'answered'],
	},
	'418': {
		reply: answer(418, { error: 'teapot' }),
		means: ['0:requestRefused418', '1:requestRefused418', 'seen 0/0/0', 'answered'],
	},
	'single: accepted': {
		reply: answer(200, { success: true, ...ok(0) }),
		endpoint: single,
		leads: 1,
		means: ['0:success', 'seen 1/0/0', 'answered'],
	},
	'single: a duplicate, with another status': {
		reply: answer(409, { error: 'Conflict' }),
		endpoint: single,
		leads: 1,
		means: ['0:alreadyExists409', 'duplicates: 1', 'seen 0/1/0', 'answered'],
	},
	'single: a duplicate in other words': {
		reply: answer(422, { message: 'This phone is already present' }),
		endpoint: single,
		leads: 1,
		means: ['0:alreadyExists422', 'duplicates: 1', 'seen 0/1/0', 'answered'],
	},
	'single: a bad number': {
		reply: answer(400, { error: BAD }),
		endpoint: single,
		leads: 1,
		means: ['0:invalidPhone400', 'seen 0/0/1', 'answered'],
	},
	'single: an answer about somebody else': {
		reply: answer(200, { success: true, ...ok(5) }),
		endpoint: single,
		leads: 1,
		means: ['unclear 0 after 800 ms', 'duplicates: unknown', 'seen 0/0/0', 'silent'],
	},
};

test.each(Object.entries(ROWS))(
	'the verdict on a reply: %s',
	(_, { reply, means, leads = 2, endpoint = bulk, passed = 0 }) => {
		expect(told(verdictOf(records(leads), reply, endpoint, passed))).toEqual(means);
	},
);
