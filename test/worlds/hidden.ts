// Leads that count as duplicates although no list shows them: how often they block the key, by the loop of sending and a server that counts.
import { newPace } from '../../nodes/Uservox/api/pace/sharedPace';
import type { Endpoint } from '../../nodes/Uservox/api/endpoint';
import { Run } from '../../nodes/Uservox/api/run';
import { Batches } from '../../nodes/Uservox/initiate/send/batches';
import { Growth, type Certainty } from '../../nodes/Uservox/initiate/send/growth';
import { partsOf } from '../../nodes/Uservox/initiate/send/parts';
import { sendAll } from '../../nodes/Uservox/initiate/send/send';
import type { ExistingLeadRecord } from '../../nodes/Uservox/model/lead';
import { optionsSchema } from '../../nodes/Uservox/model/options';
import { failed } from '../../nodes/Uservox/model/ended';
import { seededRandom } from '../random';
import { VirtualClock } from '../time/virtualClock';

export interface HiddenSheet {
	rows: number;
	/** How many of them count as duplicates. */
	hidden: number;
	certainty: Certainty;
}

/** The result of one order of sending. */
export interface HiddenRun {
	isBlocked: boolean;
	accepted: number;
	seconds: number;
}

const DUPLICATES_THAT_BLOCK = 6;
const MINUTE_MS = 60_000;
const LARGEST_BATCH = 1_000;

/** Sends the sheet in the random order that the seed gives. Answers take 200 to 600 ms, the larger the request, the longer. */
export async function runHidden({ rows, hidden, certainty }: HiddenSheet, seed: number): Promise<HiddenRun> {
	const clock = new VirtualClock(0);
	const random = seededRandom(seed);
	const run = new Run(clock, undefined, () => {});
	let duplicates: number[] = [];
	let accepted = 0;
	const isHidden = ({ itemIndex }: { itemIndex: number }) => itemIndex < hidden;
	const endpoint: Endpoint = {
		largest: LARGEST_BATCH,
		async send(records) {
			const sentAt = clock.now();
			await clock.sleep(20 + random() * 40);
			const now = clock.exactNow;
			duplicates = [...duplicates.filter((time) => time > now - MINUTE_MS), ...records.filter(isHidden).map(() => now)];
			if (duplicates.length >= DUPLICATES_THAT_BLOCK) run.stop({ cause: 'keyBlocked', message: 'the key is blocked' });
			await clock.sleep(180 + random() * 200 + records.length / 5);
			return { kind: 'answer', status: 200, body: {}, isHtml: false, sentAt, answeredAt: clock.now() };
		},
		read: (records) =>
			records.map((record) =>
				isHidden(record) ? failed('alreadyExists', 'known') : { status: 'initiated', answer: {} },
			),
		tellsOfLeads: () => false,
	};
	const options = optionsSchema.parse({});
	const pace = newPace(clock);
	const parts = partsOf(
		{
			operation: 'bulkInitiate',
			options,
			run,
			pace,
			random,
			projectId: undefined,
			sendHttp: async () => ({ kind: 'noConnection', why: 'there is no server' }),
		},
		(_record, { status }) => {
			if (status === 'initiated') accepted += 1;
		},
	);
	let left: ExistingLeadRecord[] | undefined = inRandomOrder(rows, random);
	const pull = async () => {
		const all = left;
		left = undefined;
		return all;
	};
	let hasEnded = false;
	const sending = sendAll(
		{
			batches: new Batches(pull, parts.settle, random),
			growth: new Growth(certainty, parts.guard, parts.budget),
		},
		{ ...parts, endpoint },
	).finally(() => (hasEnded = true));
	await clock.pass(() => hasEnded);
	await sending;
	return { isBlocked: run.stopped?.cause === 'keyBlocked', accepted, seconds: clock.exactNow / 1_000 };
}

let shuffled: ExistingLeadRecord[] = [];

/** Records of which nothing matters but their place. They are made once for a size. */
function inRandomOrder(rows: number, random: () => number): ExistingLeadRecord[] {
	if (shuffled.length !== rows) {
		shuffled = Array.from({ length: rows }, (_, itemIndex) => ({
			kind: 'existing',
			itemIndex,
			init: true,
			leadId: 'x',
			json: '"x"',
		}));
	}
	shuffled.forEach((record, place) => {
		const other = Math.floor(random() * (place + 1));
		shuffled[place] = shuffled[other] ?? record;
		shuffled[other] = record;
	});
	return shuffled;
}
