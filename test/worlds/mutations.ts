// Breaks each guarantee of the sending core once, in a copy, and shows that the random worlds alone notice it.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

export interface Mutation {
	guarantee: string;
	/** Below nodes/Uservox. */
	file: string;
	/** Must be in the file exactly once. */
	from: string;
	to: string;
}

export const MUTATIONS: readonly Mutation[] = [
	{
		guarantee: 'what the list shows to be known is not sent',
		file: 'api/search/search.ts',
		from: 'this.noteSighting(record, { lead, by, answer });',
		to: '',
	},
	{
		guarantee: 'what a look-up shows to be known is not sent',
		file: 'api/search/search.ts',
		from: 'for (const shown of result.shown) {',
		to: 'for (const shown of result.shown.slice(0, 0)) {',
	},
	{
		guarantee: 'looked up where listing takes more requests',
		file: 'api/search/search.ts',
		from: 'if (pages - 1 > questions) {',
		to: 'if (pages === -1) {',
	},
	{
		guarantee: 'listed where look-ups take more requests',
		file: 'api/search/search.ts',
		from: 'if (pages - 1 > questions) {',
		to: 'if (pages > 0) {',
	},
	{
		guarantee: 'phones are compared with or without country code',
		file: 'model/sameLead.ts',
		from: 'if (shorter.international || !longer.digits.endsWith(shorter.digits)) return false;',
		to: 'return false;',
	},
	{
		guarantee: 'emails are compared without case',
		file: 'api/search/leadIndex.ts',
		from: 'push(this.emails, email.toLowerCase(), record)',
		to: 'push(this.emails, email, record)',
	},
	{
		guarantee: 'masked phones identify nobody: those leads are searched for',
		file: 'api/search/search.ts',
		from: 'this.phonesAreMasked = true;',
		to: '',
	},
	{
		guarantee: 'a list is read to its end',
		file: 'api/search/listing.ts',
		from: 'while (this.unclear === undefined && next < (this.total ?? 0)',
		to: 'while (this.unclear === undefined && next < 100',
	},
	{
		guarantee: 'a list without a total is read to its end',
		file: 'api/search/listing.ts',
		from: 'if (length === 0) {',
		to: 'if (length < 100) {',
	},
	{
		guarantee: 'a page may hold fewer leads than asked for',
		file: 'api/search/listing.ts',
		from: 'this.step = Math.min(this.step, length);',
		to: '',
	},
	{
		guarantee: 'a list is complete when all leads were seen',
		file: 'api/search/listing.ts',
		from: 'return this.seen.size >= this.totalAtStart;',
		to: 'return true;',
	},
	{
		guarantee: 'where the list fails, leads with a reference are looked up',
		file: 'api/search/search.ts',
		from: 'await this.lookUp(open.filter((record) => !this.isSettled(record)));',
		to: '',
	},
	{
		guarantee: 'a question that shows a web page stops the run before anything goes out',
		file: 'api/search/search.ts',
		from: "if (cause === 'notUservox') run.stopForWebPage(why);",
		to: "if (cause === 'notUservox' && status === -1) run.stopForWebPage(why);",
	},
	{
		guarantee: 'existingLead comes with what was found beforehand',
		file: 'initiate/know/know.ts',
		from: '{ existingLead: existingLeadOf(existing), foundBeforehand: true }',
		to: '{ foundBeforehand: true }',
	},
	{
		guarantee: 'requests begin with 2 leads',
		file: 'initiate/send/growth.ts',
		from: "this.certainty === 'asked' ? OWN_SHARE : ",
		to: "this.certainty === 'asked' ? 9 : ",
	},
	{
		guarantee: 'no more leads are under way than were accepted',
		file: 'initiate/send/growth.ts',
		from: 'const followers = Math.floor(FOLLOWERS[this.certainty] * accepted);',
		to: 'const followers = Math.floor(2 * accepted);',
	},
	{
		guarantee: 'requests grow by what was accepted, not by what was sent',
		file: 'initiate/send/submit.ts',
		from: 'growth.arrive(records.length, observed);',
		to: 'growth.arrive(records.length, { ...observed, accepted: records.length * 9 });',
	},
	{
		guarantee: 'what is under way takes its room',
		file: 'initiate/send/growth.ts',
		from: 'this.evidence.inFlight += leads;',
		to: '',
	},
	{
		guarantee: 'leads whose number another process already has are tried a few at a time',
		file: 'initiate/send/growth.ts',
		from: "if (this.certainty === 'uncertain') return Math.max(1, followers);",
		to: "if (this.certainty === 'uncertain') return 1_000;",
	},
	{
		guarantee: 'one refused lead of another process ends that kind',
		file: 'initiate/send/growth.ts',
		from: "return duplicates > accepted ? 'refusedKind' : 'goOn';",
		to: "return 'goOn';",
	},
	{
		guarantee: 'leads that could not be asked for wait for the guard',
		file: 'initiate/send/growth.ts',
		from: "return this.certainty !== 'asked' || this.evidence.duplicates > 0;",
		to: 'return false;',
	},
	{
		guarantee: 'one process uses 2 of the 5 duplicates of a minute',
		file: 'api/pace/duplicateGuard.ts',
		from: 'export const OWN_SHARE = 2;',
		to: 'export const OWN_SHARE = 6;',
	},
	{
		guarantee: 'the guard waits for the whole minute',
		file: 'api/pace/duplicateGuard.ts',
		from: 'export const DUPLICATE_WINDOW_MS = 60_000;',
		to: 'export const DUPLICATE_WINDOW_MS = 15_000;',
	},
	{
		guarantee: 'the guard gives back what was reserved',
		file: 'api/pace/duplicateGuard.ts',
		from: 'this.reserved -= reserved;',
		to: '',
	},
	{
		guarantee: 'the guard waits 10 minutes at most',
		file: 'initiate/send/parts.ts',
		from: '10 * 60_000',
		to: '60 * 60_000',
	},
	{
		guarantee: 'a lead that an answer leaves out is not taken for accepted',
		file: 'initiate/send/verdict.ts',
		from: 'if (outcome === undefined) left.push(record);',
		to: "if (outcome === undefined) settled.push([record, { status: 'initiated', answer: {} }]);",
	},
	{
		guarantee: 'entries are matched by what they say, not by their place',
		file: 'api/answer/settle.ts',
		from: "const match = matcher.take(entry, 'success');",
		to: "const match: Match = matcher.take(records[answer.success.indexOf(entry)]?.kind === 'new' ? asObject(Object.assign({}, records[answer.success.indexOf(entry)])['lead']) : entry, 'success');",
	},
	{
		guarantee: 'a 5xx is a lost answer',
		file: 'initiate/send/verdict.ts',
		from: 'if (status >= 500) return lost(records, { why: `the server answered with HTTP ${status}`, status, silentMs });',
		to: '',
	},
	{
		guarantee: 'a 4xx that tells of each lead is read like a good answer',
		file: 'initiate/send/verdict.ts',
		from: 'if (body !== undefined && (isSuccess || endpoint.tellsOfLeads(body))) {',
		to: 'if (body !== undefined && isSuccess) {',
	},
	{
		guarantee: '"not found" counts only when seen again after the settling time',
		file: 'initiate/send/recover.ts',
		from: 'await run.clock.sleep(lostAt + settlingMs - run.clock.now(), run.signal);',
		to: '',
	},
	{
		guarantee: 'the settling time is as long as the server was silent',
		file: 'initiate/send/recover.ts',
		from: 'const settlingMs = Math.max(SETTLING_MS, lost.silentMs);',
		to: 'const settlingMs = SETTLING_MS;',
	},
	{
		guarantee: '"not in the list" counts only where an accepted lead is in it',
		file: 'initiate/send/witnesses.ts',
		from: 'if (waysOf(record).some((way) => this.listed.has(way))) return true;',
		to: 'if (this.search.isListComplete) return true;',
	},
	{
		guarantee: '"not found" by phone or email counts only where an accepted lead is found so',
		file: 'initiate/send/witnesses.ts',
		from: "return !isSearch || (record.kind === 'new' && this.found.has(searchKey(way, record)));",
		to: 'return isSearch || true;',
	},
	{
		guarantee: 'what was found is not taken for absent as well',
		file: 'initiate/send/recover.ts',
		from: 'if (seen === undefined) return',
		to: 'if (seen === undefined || isProven) return',
	},
	{
		guarantee: 'of several leads the newest is ours',
		file: 'initiate/send/recover.ts',
		from: '((last?.lead.createdAt ?? 0) > (next.lead.createdAt ?? 0) ? last : next)',
		to: 'last ?? next',
	},
	{
		guarantee: 'a found lead is Success only if this run created it',
		file: 'initiate/send/recover.ts',
		from: 'if (isOurs) return recovered',
		to: 'if (isOurs !== undefined) return recovered',
	},
	{
		guarantee: "the server's clock is taken into account",
		file: 'api/serverClock.ts',
		from: 'const aheadAtLeast = serverTime === undefined ? 0 : serverTime - answeredAt;',
		to: 'const aheadAtLeast = 0;',
	},
	{
		guarantee: 'an existing lead is started once: its state is looked at',
		file: 'initiate/send/recover.ts',
		from: "return isStarted ? recovered(record, lead.lead) : 'again';",
		to: "return 'again';",
	},
	{
		guarantee: 'a failed question is not "not found"',
		file: 'initiate/send/recover.ts',
		from: "return { kind: 'unclear', unclear };",
		to: "return { kind: 'absent' };",
	},
	{
		guarantee: 'tries are bounded by maxRetries',
		file: 'initiate/send/send.ts',
		from: 'else if (run.stopped === undefined && tried < options.maxRetries) {',
		to: 'else if (run.stopped === undefined && tried <= options.maxRetries) {',
	},
	{
		guarantee: 'what was refused as known on its second way is never sent again',
		file: 'initiate/send/send.ts',
		from: 'if (refusal !== undefined) settle(record, refusal);',
		to: 'if (refusal !== undefined && tried > 9) settle(record, refusal);',
	},
	{
		guarantee: 'what is left unproven ends as unconfirmed',
		file: 'initiate/send/send.ts',
		from: 'for (const { records, of } of this.unproven) this.giveUp(records, of);',
		to: '',
	},
	{
		guarantee: 'what another execution is handing over is not sent',
		file: 'api/pace/claims.ts',
		from: 'if (other !== undefined && other.owner !== this && !other.isFree) return other;',
		to: '',
	},
	{
		guarantee: 'what was under way at Stop is not sent before it shows whether it arrived',
		file: 'api/pace/claims.ts',
		from: 'return this.taken === false && !this.isUnclear;',
		to: 'return this.taken === false;',
	},
	{
		guarantee: 'a lead in one form does not prove a search in another',
		file: 'initiate/send/witnesses.ts',
		from: "return way === 'phone' ? `phone ${notationOf(phone)}` : way;",
		to: "return notationOf(phone) === '' ? '' : way;",
	},
	{
		guarantee: 'a number that another process has is looked for in this one, where the list is not complete',
		file: 'initiate/know/know.ts',
		from: "return by !== 'phoneElsewhere';",
		to: 'return by !== undefined;',
	},
	{
		guarantee: 'credits that are used up stop the run, though the answer names no lead',
		file: 'initiate/send/verdict.ts',
		from: 'const all = refusalsIn(body);',
		to: 'const all = named;',
	},
	{
		guarantee: 'what an execution was handing over is given back',
		file: 'initiate/send/deliver.ts',
		from: 'claims.close();',
		to: '',
	},
	{
		guarantee: 'a blocked key is remembered',
		file: 'api/exchange.ts',
		from: 'block.note(retryAfterMs);',
		to: '',
	},
	{
		guarantee: 'a 429 for pace is answered by silence',
		file: 'api/exchange.ts',
		from: 'this.pausedUntil = run.clock.now() + ms;',
		to: 'this.pausedUntil = run.clock.now();',
	},
	{
		guarantee: 'the second 429 for pace ends the run',
		file: 'api/exchange.ts',
		from: 'if (!isNow && this.pausesOfSubmissions < 2) return undefined;',
		to: 'if (!isNow && this.pausesOfSubmissions < 200) return undefined;',
	},
	{
		guarantee: 'a pause holds what waits for the rate limit as well',
		file: 'api/exchange.ts',
		from: 'isPaused = this.restOfPause() > 0;',
		to: 'isPaused = false;',
	},
	{
		guarantee: 'Stop ends the wait for the rate limit',
		file: 'api/exchange.ts',
		from: 'await limiter.acquire(this.pacePerWindow, run.signal)',
		to: 'await limiter.acquire(this.pacePerWindow, new AbortController().signal)',
	},
	{
		guarantee: 'a departure that was booked and never left is given back',
		file: 'api/exchange.ts',
		from: `				// A request that never left was counted as well, and would count for all executions until n8n restarts.
				limiter.answered();`,
		to: '				if (!run.signal.aborted) limiter.answered();',
	},
	{
		guarantee: 'no credits left stops the run',
		file: 'api/answer/refusal.ts',
		from: `			'noCredits',
			'run',`,
		to: `			'noCredits',
			'lead',`,
	},
	{
		guarantee: 'Uservox down (two failures in a row) stops the run',
		file: 'api/failures.ts',
		from: 'const FAILURES_THAT_STOP = 2;',
		to: 'const FAILURES_THAT_STOP = 2_000_000;',
	},
	{
		guarantee: 'a strict sliding window: not one request more',
		file: 'api/pace/rateLimit.ts',
		from: 'if (this.underWay + this.ends.length >= limit) continue;',
		to: 'if (this.underWay + this.ends.length > limit) continue;',
	},
	{
		guarantee: 'the window holds as the server sees it, with jitter',
		file: 'api/pace/rateLimit.ts',
		from: 'this.ends.push(this.clock.now() + RATE_WINDOW_MS + ROUNDING_MS);',
		to: 'this.ends.push(this.clock.now() + ROUNDING_MS);',
	},
	{
		guarantee: 'never more requests under way than allowed',
		file: 'api/pace/slots.ts',
		from: 'this.free = size;',
		to: 'this.free = size + 1;',
	},
	{
		guarantee: 'a batch holds one process',
		file: 'initiate/send/batches.ts',
		from: "`${scopeKey(record, 'process')} ${record.init}`",
		to: "`${scopeKey(record, 'project')} ${record.init}`",
	},
	{
		guarantee: 'a batch holds one init',
		file: 'initiate/send/batches.ts',
		from: "`${scopeKey(record, 'process')} ${record.init}`",
		to: "`${scopeKey(record, 'process')}`",
	},
	{
		guarantee: '"at most N leads" is remembered',
		file: 'initiate/send/submit.ts',
		from: 'answers.maximum = Math.min(answers.maximum, again.size);',
		to: 'answers.maximum = Infinity;',
	},
	{
		guarantee: 'a 400 that nobody knows may be for the number of leads',
		file: 'initiate/send/verdict.ts',
		from: "(status === 400 || status === 422) && refusal.errorCode === 'requestRefused' && records.length > passed;",
		to: "status === 1 && refusal.errorCode === 'requestRefused' && records.length > passed;",
	},
	{
		guarantee: 'a 413 halves the batch',
		file: 'initiate/send/verdict.ts',
		from: 'const HTTP_TOO_LARGE = 413;',
		to: 'const HTTP_TOO_LARGE = 1;',
	},
	{
		guarantee: 'a wrong answer is not taken for a single lead (wrong types)',
		file: 'api/answer/settle.ts',
		from: "(body.success === true || (body.success === undefined && typeof entry._id === 'string' && entry._id !== ''));",
		to: '(body.success === true || entry._id !== undefined);',
	},
];

const root = path.dirname(path.dirname(__dirname));

/** The text of the mutation's file, with its guarantee broken. @throws Error when the file has changed since. */
export function broken({ file, from, to }: Mutation): string {
	const parts = readFileSync(path.join(root, 'nodes/Uservox', file), 'utf8').split(from);
	if (parts.length !== 2) throw new Error(`${file} holds the text ${parts.length - 1} times: ${from}`);
	return parts.join(to);
}

/** So many worlds hold in a copy in which nothing is broken. */
const UNBROKEN_WORLDS = 200;

/** What holds ends within a few minutes; a world that never ends is made smaller again and again. */
const LIMIT_MS = 10 * 60_000;

/** Runs worlds in a copy, where one guarantee is broken, until one fails. Without a mutation, the copy is as it is here. */
function attempt(worlds: number, mutation?: Mutation): { isNoticed: boolean; said: string } {
	const folder = mkdtempSync(path.join(tmpdir(), 'uservox-mutation-'));
	try {
		for (const part of ['nodes', 'test', 'tsconfig.json', 'package.json']) {
			cpSync(path.join(root, part), path.join(folder, part), { recursive: true });
		}
		symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
		if (mutation !== undefined) writeFileSync(path.join(folder, 'nodes/Uservox', mutation.file), broken(mutation));
		const chaos = ['test/worlds/chaos.ts', '--worlds', String(worlds), '--failures', '1', '--brief'];
		const { status, stdout, stderr, error } = spawnSync(path.join(root, 'node_modules/.bin/tsx'), chaos, {
			cwd: folder,
			encoding: 'utf8',
			timeout: LIMIT_MS,
		});
		if (error !== undefined && 'code' in error && error.code === 'ETIMEDOUT')
			return { isNoticed: true, said: 'it goes round in circles' };
		// A copy that cannot run fails as well, and says nothing.
		const hasRun = status === 0 || (status === 1 && stdout.trim() !== '');
		if (!hasRun) throw error ?? new Error(`The worlds did not run: ${stderr}`);
		return { isNoticed: status === 1, said: stdout.trim() };
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function main(): void {
	const { values } = parseArgs({
		options: {
			worlds: { type: 'string', default: '2000' },
			only: { type: 'string' },
			/** `2/4`: the second of four parts. */
			part: { type: 'string', default: '1/1' },
		},
	});
	const [part = 1, parts = 1] = values.part.split('/').map(Number);
	// All before the first runs, so that a text that has changed is said at once.
	for (const mutation of MUTATIONS) broken(mutation);
	const wanted = [...MUTATIONS.entries()].filter(
		([index, { guarantee }]) => guarantee.includes(values.only ?? '') && index % parts === part - 1,
	);
	if (wanted.length === 0) throw new Error('No such guarantee');
	const unbroken = attempt(UNBROKEN_WORLDS);
	if (unbroken.isNoticed) throw new Error(`Worlds fail though nothing is broken: ${unbroken.said}`);
	let missed = 0;
	for (const [index, mutation] of wanted) {
		const { isNoticed, said } = attempt(Number(values.worlds), mutation);
		if (!isNoticed) missed += 1;
		console.log(`| ${index + 1} | ${mutation.guarantee} | ${said} |`);
	}
	if (missed > 0) {
		console.log(`${missed} not noticed`);
		process.exitCode = 1;
	}
}

if (require.main === module) main();
