// skipSentEarlier through n8n's engine: what earlier executions have sent is not sent again, also after a crash.
import { createHash } from 'node:crypto';
import { DataDeduplicationService } from 'n8n-core';
import type {
	DeduplicationItemTypes,
	ICheckProcessedContextData,
	IDataDeduplicator,
	IDeduplicationOutput,
} from 'n8n-workflow';
import { startSimulator, type Simulator } from '../simulator/server';
import { runNode, type NodeRun } from './engine';

/** n8n's list of processed data, in memory: the same hashes, order and limits as its database service has. */
class ProcessedData implements IDataDeduplicator {
	entries: string[] = [];
	/** Fails the write with this number, counted from now: n8n crashing there. */
	crashAtWrite = Infinity;

	/** Fails the write with this number, counted from now, and none after it: a database that was busy once. */
	failAtWrite = Infinity;

	private write(entries: string[]): void {
		this.crashAtWrite -= 1;
		this.failAtWrite -= 1;
		if (this.crashAtWrite < 0) throw new Error('n8n is gone');
		if (this.failAtWrite === -1) throw new Error('the database is locked');
		this.entries = entries;
	}

	async checkProcessedAndRecord(
		items: DeduplicationItemTypes[],
		_scope: string,
		_context: ICheckProcessedContextData,
		options: { maxEntries?: number },
	): Promise<IDeduplicationOutput> {
		const known = new Set(this.entries);
		const output: IDeduplicationOutput = { new: [], processed: [] };
		const added: string[] = [];
		for (const item of items) {
			if (known.has(hash(item))) output.processed.push(item);
			else {
				output.new.push(item);
				added.push(hash(item));
			}
		}
		this.write([...this.entries, ...added].slice(-(options.maxEntries ?? Infinity)));
		return output;
	}

	async removeProcessed(items: DeduplicationItemTypes[]): Promise<void> {
		const gone = new Set(items.map(hash));
		this.write(this.entries.filter((entry) => !gone.has(entry)));
	}

	async clearAllProcessedItems(): Promise<void> {
		this.entries = [];
	}

	async getProcessedDataCount(): Promise<number> {
		return this.entries.length;
	}
}

function hash(value: DeduplicationItemTypes): string {
	return createHash('md5').update(value.toString()).digest('base64');
}

const processed = new ProcessedData();
let simulator: Simulator;

beforeAll(async () => await DataDeduplicationService.init(processed));
beforeEach(async () => {
	processed.entries = [];
	processed.crashAtWrite = Infinity;
	processed.failAtWrite = Infinity;
	simulator = await startSimulator();
});
afterEach(async () => await simulator.close());

const lead = (number: number, more = {}) => ({
	name: `Lead ${number}`,
	phone: `+1 202 555 01${String(number).padStart(2, '0')}`,
	...more,
});

async function send(items: object[], options = {}): Promise<NodeRun> {
	const { projectId, processes, token } = simulator.world.settings;
	return await runNode(
		items.map((item) => ({ ...item })),
		{ operation: 'bulkInitiate', processId: processes[0], options: { skipSentEarlier: true, ...options } },
		{ credential: { apiToken: token, projectId, baseUrl: simulator.url } },
	);
}

const codes = (run: NodeRun) => run.error.map(({ json }) => json.errorCode);

test('what an earlier execution has sent leaves as alreadySent, and only the new rows go out', async () => {
	const sheet = Array.from({ length: 40 }, (_, index) => lead(index));
	expect((await send(sheet)).success).toHaveLength(40);
	const again = await send([...sheet, lead(40), lead(41)]);
	expect(again.success.map(({ json }) => json.name)).toEqual(['Lead 40', 'Lead 41']);
	expect(codes(again)).toEqual(Array.from({ length: 40 }, () => 'alreadySent'));
	expect(simulator.books.duplicates).toHaveLength(0);
	expect(simulator.books.created).toHaveLength(42);
});

test('a lead that was certainly not taken may go out in a later execution', async () => {
	await simulator.close();
	const refused = await send([lead(1), lead(2)], { maxRetries: 0 });
	expect(codes(refused)).toEqual(['serverFailure', 'serverFailure']);
	simulator = await startSimulator();
	expect((await send([lead(1), lead(2)])).success).toHaveLength(2);
});

test('a dry run remembers nothing', async () => {
	expect((await send([lead(1)], { dryRun: true })).success).toHaveLength(1);
	expect(processed.entries).toEqual([]);
	expect((await send([lead(1)])).success).toHaveLength(1);
	expect((await send([lead(1)], { dryRun: true })).error).toHaveLength(1);
});

test('two executions at the same time send a lead once', async () => {
	const sheet = Array.from({ length: 5 }, (_, index) => lead(index));
	const runs = await Promise.all([send(sheet), send(sheet)]);
	expect(runs.flatMap(({ success }) => success)).toHaveLength(5);
	expect(runs.flatMap(codes)).toEqual(Array.from({ length: 5 }, () => 'alreadySent'));
	expect(simulator.books.duplicates).toHaveLength(0);
});

describe.each([1, 2, 3, 4, 5])('n8n crashes at write %i to its list', (crashAtWrite) => {
	test('with reference ids every lead is sent once, by this execution or the next', async () => {
		const sheet = Array.from({ length: 5 }, (_, index) => lead(index, { referenceId: `R-${index}` }));
		processed.crashAtWrite = crashAtWrite - 1;
		await send(sheet);
		processed.crashAtWrite = Infinity;
		const next = await send(sheet);
		expect(next.success.length + next.error.length).toBe(5);
		expect(codes(next).every((code) => code === 'alreadySent')).toBe(true);
		expect(simulator.books.created).toHaveLength(5);
		expect(simulator.books.duplicates).toHaveLength(0);
	});

	test('without reference ids no lead is sent twice, and what is not known is said once', async () => {
		const sheet = Array.from({ length: 5 }, (_, index) => lead(index));
		processed.crashAtWrite = crashAtWrite - 1;
		await send(sheet);
		const sentBefore = simulator.books.created.length;
		processed.crashAtWrite = Infinity;
		const next = await send(sheet);
		const sentNow = simulator.books.created.length - sentBefore;
		expect(next.success).toHaveLength(sentNow);
		// Write 4 is the last of a whole execution: up to there its end was not noted.
		const told = crashAtWrite <= 4 && sentNow === 0 ? 'unconfirmed' : 'alreadySent';
		expect(codes(next)).toEqual(Array.from({ length: 5 - sentNow }, () => told));
		expect(codes(await send(sheet))).toEqual(Array.from({ length: 5 }, () => 'alreadySent'));
		expect(simulator.books.duplicates).toHaveLength(0);
	});
});

test('what a crash left and nobody can ask today is unconfirmed, and asked again the next day', async () => {
	const sheet = Array.from({ length: 3 }, (_, index) => lead(index, { referenceId: `R-${index}` }));
	// The first write notes them as pending; then n8n is gone, and nothing was sent.
	processed.crashAtWrite = 1;
	await send(sheet);
	processed.crashAtWrite = Infinity;
	expect(simulator.books.created).toEqual([]);
	await simulator.close();
	expect(codes(await send(sheet, { maxRetries: 0 }))).toEqual(['unconfirmed', 'unconfirmed', 'unconfirmed']);
	simulator = await startSimulator();
	expect((await send(sheet)).success).toHaveLength(3);
});

test('leads that were not sent are free again, though noting the others failed', async () => {
	const sheet = [lead(0), lead(1, { projectId: '64a000000000000000000099' }), lead(2)];
	// Two writes note the leads; the third would note what was sent.
	processed.failAtWrite = 2;
	expect(codes(await send(sheet))).toEqual(['wrongProject']);
	processed.failAtWrite = Infinity;
	expect(codes(await send(sheet))).toEqual(['unconfirmed', 'wrongProject', 'unconfirmed']);
	expect(simulator.books.created).toHaveLength(2);
});
