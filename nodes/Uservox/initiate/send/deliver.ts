// Puts the parts of sending together for one run: what is passed in is all that it needs of the outside world.
import { UservoxClient } from '../../api/client';
import type { Random, SendHttp } from '../../api/ports';
import type { Run } from '../../api/run';
import type { SharedPace } from '../../api/pace/sharedPace';
import { Slots } from '../../api/pace/slots';
import type { Options } from '../../model/options';
import { Batches, type PullRecords, type Settle } from './batches';
import { Sender } from './send';
import { SentEarlier, type SentStore } from './sentEarlier';

export type Operation = 'initiate' | 'bulkInitiate';

export interface Delivery {
	operation: Operation;
	options: Options;
	run: Run;
	pace: SharedPace;
	sendHttp: SendHttp;
	random: Random;
	/** Remembers leads across executions, if the user wants it (`skipSentEarlier`). */
	sentStore?: SentStore;
}

/**
 * Sends every record that `pull` gives, and tells `settle` how each ended, once, whatever fails. Returns when all are settled.
 * Never throws by itself; an error of `pull` or `settle` comes through.
 */
export async function deliver(pull: PullRecords, settle: Settle, delivery: Delivery): Promise<void> {
	const { operation, options, run, pace, sendHttp, random, sentStore } = delivery;
	const client = new UservoxClient(
		{ sendHttp, limiter: pace.limiter, slots: new Slots(options.maxConcurrentRequests), run, random },
		{
			requestsPerWindow: options.requestsPerWindow,
			timeoutMs: options.timeout,
			maxRetries: options.maxRetries,
			simplified: options.apiVersion === '1.2',
		},
	);
	const sendAll = async (pullRecords: PullRecords, settleRecord: Settle): Promise<void> => {
		const sender = new Sender({
			client,
			guard: pace.guard,
			run,
			random,
			settings: {
				bulk: operation === 'bulkInitiate',
				batchSize: options.batchSize,
				maxConcurrentRequests: options.maxConcurrentRequests,
				maxRetries: options.maxRetries,
				duplicateGuard: options.duplicateGuard,
			},
			settle: settleRecord,
		});
		const send = options.dryRun ? settleAsDryRun : sender.sendAll.bind(sender);
		await send(new Batches(pullRecords, settleRecord, sender.refusedBefore), settleRecord);
	};
	if (sentStore === undefined) return await sendAll(pull, settle);
	const earlier = new SentEarlier(sentStore, options.dryRun ? undefined : client, run, settle);
	try {
		await sendAll(earlier.filter(pull), earlier.settle);
	} finally {
		await earlier.finish();
	}
}

/** Everything but sending (design, `dryRun`). */
async function settleAsDryRun(batches: Batches, settle: Settle): Promise<void> {
	for (let records = await batches.take(Infinity); records.length > 0; records = await batches.take(Infinity)) {
		for (const record of records) settle(record, { status: 'initiated', answer: {}, dryRun: true });
	}
}
