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
	/** Must stand in the file exactly once. */
	from: string;
	to: string;
}

const SEND = 'initiate/send/send.ts';
const GUARD = 'api/pace/duplicateGuard.ts';
const CLIENT = 'api/client.ts';
const RATE = 'api/pace/rateLimit.ts';

export const MUTATIONS: readonly Mutation[] = [
	{
		guarantee: 'every lead is settled, also those an answer leaves out',
		file: SEND,
		from: 'if (!hasReference(record)) this.dependencies.settle(record, unconfirmed(lost.why));',
		to: '',
	},
	{
		guarantee: 'a lead that an answer leaves out is not taken for accepted',
		file: SEND,
		from: 'if (outcome === undefined) left.push(record);',
		to: "if (outcome === undefined) this.dependencies.settle(record, { status: 'initiated', answer: {} });",
	},
	{
		guarantee: 'entries are matched by what they say, not by their place',
		file: 'api/answer/settle.ts',
		from: "const match = matcher.take(entry, 'success');",
		to: "const match: Match = matcher.take(records[answer.success.indexOf(entry)]?.kind === 'new' ? asObject(Object.assign({}, records[answer.success.indexOf(entry)])['lead']) : entry, 'success');",
	},
	{
		guarantee: 'a lost answer is looked up before anything goes out again',
		file: SEND,
		from: 'const arrived = await this.recoverByLookUp(referenced, attempt, told);',
		to: 'const arrived = told === undefined; await this.sendGradually(referenced, new Trust(), { ...attempt, tries: attempt.tries + 1 });',
	},
	{
		guarantee: '"not found" counts only when seen again after the settling time',
		file: SEND,
		from: 'await run.clock.sleep(SETTLING_MS, run.signal);',
		to: '',
	},
	{
		guarantee: 'a failed look-up is not "not found"',
		file: CLIENT,
		from: "return { kind: 'unclear', why: 'the look-up failed', failed: true };",
		to: "return { kind: 'notFound' };",
	},
	{
		guarantee: 'a found lead is Success only if this run created it',
		file: SEND,
		from: '} else if (lookUp.createdInThisRun === true) {',
		to: '} else if (lookUp.createdInThisRun !== undefined) {',
	},
	{
		guarantee: "the server's clock is taken into account",
		file: CLIENT,
		from: 'if (createdAt - aheadAtLeast < startedAt - IN_STEP_TOLERANCE_MS) return false;',
		to: 'return createdAt >= startedAt - IN_STEP_TOLERANCE_MS;',
	},
	{
		guarantee: 'without references one lead alone is sent as a probe',
		file: SEND,
		from: 'else await this.recoverByProbe(unreferenced, attempt, lost);',
		to: 'else await this.sendGradually(unreferenced, new Trust(), { ...attempt, tries: attempt.tries + 1 });',
	},
	{
		guarantee: 'the probe waits for the settling time',
		file: SEND,
		from: 'let settlingMs = SETTLING_MS;',
		to: 'let settlingMs = 0;',
	},
	{
		guarantee: 'a probe that had arrived ends the sending of the others',
		file: SEND,
		from: "if (duplicate) return 'arrived';",
		to: '',
	},
	{
		guarantee: 'existing leads of a lost answer never go out again',
		file: SEND,
		from: "if (record.kind === 'existing') settle(record, unconfirmed(lost.why, lost.status));",
		to: "if (record.kind === 'existing') await this.sendGradually([record], new Trust(), { ...attempt, tries: attempt.tries + 1 });",
	},
	{
		guarantee: 'a 5xx is a lost answer',
		file: CLIENT,
		from: "if (status >= 500) return { kind: 'lost', status, why: `the server answered with HTTP ${status}` };",
		to: '',
	},
	{
		guarantee: 'tries are bounded by maxRetries',
		file: SEND,
		from: 'if (attempt.tries >= settings.maxRetries || this.expired(attempt)) {',
		to: 'if (attempt.tries > settings.maxRetries || this.expired(attempt)) {',
	},
	{
		guarantee: 'a 429 stops the run',
		file: CLIENT,
		from: 'this.dependencies.run.stop({ cause: errorCode, message });',
		to: '',
	},
	{
		guarantee: 'nothing departs once the run has stopped',
		file: CLIENT,
		from: `const departure = await limiter.acquire(this.settings.requestsPerWindow, run.signal);
			if (departure === undefined) return undefined;
			let sentAt: number;
			let result: HttpResult;
			try {
				if (run.signal.aborted) return undefined;`,
		to: `const departure = await limiter.acquire(this.settings.requestsPerWindow, new AbortController().signal);
			if (departure === undefined) return undefined;
			let sentAt: number;
			let result: HttpResult;
			try {`,
	},
	{
		guarantee: 'Uservox down (two failures in a row) stops the run',
		file: SEND,
		from: 'const FAILURES_THAT_STOP = 2;',
		to: 'const FAILURES_THAT_STOP = 2_000_000;',
	},
	{
		guarantee: 'the guard allows 5 duplicates, not 6',
		file: GUARD,
		from: 'export const MAX_DUPLICATES = 5;',
		to: 'export const MAX_DUPLICATES = 6;',
	},
	{
		guarantee: 'the guard waits for the whole minute',
		file: GUARD,
		from: 'export const DUPLICATE_WINDOW_MS = 60_000;',
		to: 'export const DUPLICATE_WINDOW_MS = 55_000;',
	},
	{
		guarantee: 'the guard counts what is in flight',
		file: GUARD,
		from: 'const available = left - this.inFlight;',
		to: 'const available = this.left();',
	},
	{
		guarantee: 'the guard counts a lost answer as a possible duplicate',
		file: GUARD,
		from: 'this.count(suspected, suspicion.expiry);',
		to: '',
	},
	{
		guarantee: 'trust grows: the first request holds 5 leads',
		file: 'initiate/send/trust.ts',
		from: 'return Math.max(1, left, this.vouchedFor(left));',
		to: 'return Math.max(1, left * 2, this.vouchedFor(left));',
	},
	{
		guarantee: 'known leads are looked up before they are sent',
		file: SEND,
		from: 'trust.knowsLeads && this.isGrowing(trust) &&',
		to: 'false && this.isGrowing(trust) &&',
	},
	{
		guarantee: 'the guard waits for an answer only when one is under way',
		file: GUARD,
		from: 'if (left > 0) {',
		to: 'if (this.left() > 0) {',
	},
	{
		guarantee: 'a strict sliding window: not one request more',
		file: RATE,
		from: 'const excess = this.departures.length - limit;',
		to: 'const excess = this.departures.length - limit - 1;',
	},
	{
		guarantee: 'the window holds as the server sees it, with jitter',
		file: RATE,
		from: 'const departure: Departure = {};',
		to: 'const departure: Departure = { answeredAt: now };',
	},
	{
		guarantee: 'a departure that was booked and never left is given back',
		file: CLIENT,
		from: 'limiter.answered(departure);',
		to: 'if (!run.signal.aborted) limiter.answered(departure);',
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
		from: ': `${record.lead.projectId} ${record.lead.processId} ${record.init}`;',
		to: ': `${record.lead.projectId} ${record.init}`;',
	},
	{
		guarantee: 'a batch holds one init',
		file: 'initiate/send/batches.ts',
		from: ': `${record.lead.projectId} ${record.lead.processId} ${record.init}`;',
		to: ': `${record.lead.projectId} ${record.lead.processId}`;',
	},
	{
		guarantee: '"Maximum of N leads" is remembered',
		file: SEND,
		from: 'this.batchLimit = Math.min(this.batchLimit, smaller);',
		to: 'const before = this.batchLimit; this.batchLimit = Math.min(before, smaller); setTimeout(() => { this.batchLimit = before; }, 2);',
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

/** What holds ends within two minutes; a world that never ends is made smaller again and again. */
const LIMIT_MS = 5 * 60_000;

/** Breaks one guarantee in a copy and runs worlds there until one fails. */
function attempt(mutation: Mutation, worlds: number): { isNoticed: boolean; said: string } {
	const folder = mkdtempSync(path.join(tmpdir(), 'uservox-mutation-'));
	try {
		for (const part of ['nodes', 'test/simulator', 'test/worlds', 'tsconfig.json', 'package.json']) {
			cpSync(path.join(root, part), path.join(folder, part), { recursive: true });
		}
		symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
		writeFileSync(path.join(folder, 'nodes/Uservox', mutation.file), broken(mutation));
		const chaos = ['test/worlds/chaos.ts', '--worlds', String(worlds), '--failures', '1', '--brief'];
		const { status, stdout, stderr, error } = spawnSync(path.join(root, 'node_modules/.bin/tsx'), chaos, {
			cwd: folder,
			encoding: 'utf8',
			timeout: LIMIT_MS,
		});
		if (error !== undefined && 'code' in error && error.code === 'ETIMEDOUT')
			return { isNoticed: true, said: 'it goes round in circles' };
		if (status !== 0 && status !== 1) throw error ?? new Error(`The worlds did not run: ${stderr}`);
		return { isNoticed: status === 1, said: stdout.trim() };
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function main(): void {
	const { values } = parseArgs({ options: { worlds: { type: 'string', default: '2000' }, only: { type: 'string' } } });
	// All before the first runs, so that a text that has changed is said at once.
	for (const mutation of MUTATIONS) broken(mutation);
	let missed = 0;
	for (const [index, mutation] of MUTATIONS.entries()) {
		if (values.only !== undefined && !mutation.guarantee.includes(values.only)) continue;
		const { isNoticed, said } = attempt(mutation, Number(values.worlds));
		if (!isNoticed) missed += 1;
		console.log(`| ${index + 1} | ${mutation.guarantee} | ${said} |`);
	}
	if (missed > 0) {
		console.log(`${missed} not noticed`);
		process.exitCode = 1;
	}
}

if (require.main === module) main();
