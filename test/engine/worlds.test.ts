// Replays random worlds through execute() over real HTTP, in a time that runs a hundred times as fast: the books decide.
import type { IDataObject } from 'n8n-workflow';
import { startSimulator, type Simulator } from '../simulator/server';
import { buildWorld, type BuiltWorld } from '../worlds/buildWorld';
import { planOfSeed, type WorldPlan } from '../worlds/plan';
import type { NodeRun } from './engine';
import { passFast } from './fastTime';
import { expectEachItemOnce, itemOf, mapped, run } from './support';

const WORLDS = 50;
const AT_ONCE = 10;
const SPEED = 100;
/** 1.5 s of real time for an answer on a busy machine. */
const TIMEOUT_MS = 1_500 * SPEED;

const fastTime = passFast(SPEED);

/** Worlds small enough for real HTTP, whose faults are the server's: those of the network between are the memory transport's alone. */
function canBeReplayed({
	executions,
	otherProcess,
	again,
	cancelAfterMs,
	network,
	leads,
	faults,
	options: { requestsPerWindow },
}: WorldPlan): boolean {
	const isQuiet = network.noConnection === 0 && network.lost === 0 && network.serverAheadMs === 0;
	return (
		executions.number === 1 &&
		!otherProcess &&
		again === undefined &&
		cancelAfterMs === undefined &&
		isQuiet &&
		leads <= 80 &&
		faults.length > 0 &&
		// Nor is a request of 50 leads among the first ones of so small a sheet.
		!/huge|hang|"minimumLeads":50/i.test(JSON.stringify(faults)) &&
		requestsPerWindow >= 10
	);
}

function worldsToReplay(): BuiltWorld[] {
	const worlds: BuiltWorld[] = [];
	for (let seed = 1; worlds.length < WORLDS; seed += 1) {
		const plan = planOfSeed(seed);
		if (canBeReplayed(plan)) worlds.push(buildWorld(plan));
	}
	return worlds;
}

async function replay({ plan, facts }: BuiltWorld, simulator: Simulator): Promise<NodeRun> {
	const items = facts.map(({ lead, leadId, init }): IDataObject =>
		lead === undefined ? { leadId, init } : { lead: { ...lead }, init },
	);
	const fields = ['phone', 'email', 'name', 'firstName', 'lastName', 'referenceId', 'groupId'];
	return await run(simulator, items, {
		operation: plan.operation,
		leadSource: plan.source,
		projectId: '={{ $json.lead.projectId }}',
		processId: '={{ $json.lead.processId }}',
		...mapped(Object.fromEntries(fields.map((field) => [field, `={{ $json.lead.${field} }}`]))),
		leadId: '={{ $json.leadId }}',
		init: '={{ $json.init }}',
		options: { ...plan.options, timeout: TIMEOUT_MS, validateLeads: false, cleanPhoneNumbers: false },
	});
}

const bySeed = worldsToReplay().map((world): [number, BuiltWorld] => [world.plan.seed, world]);
let lossy = 0;

describe('random worlds over real HTTP', () => {
	const waiting = [...bySeed];
	const results = new Map<number, Promise<{ node: NodeRun; simulator: Simulator }>>();

	beforeAll(async () => {
		const worker = async () => {
			for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
				const [seed, world] = next;
				const simulator = await startSimulator(world.settings, 0, undefined, fastTime);
				const result = replay(world, simulator).then((node) => ({ node, simulator }));
				results.set(seed, result);
				await result.finally(() => simulator.close());
			}
		};
		await Promise.all(Array.from({ length: AT_ONCE }, worker));
	}, 300_000);

	test.each(bySeed)('seed %i', async (seed, { plan, facts }) => {
		const result = await results.get(seed);
		if (result === undefined) throw new Error(`World ${seed} was not replayed`);
		const { node, simulator } = result;
		const { books } = simulator;
		if (
			books.arrivals.some(
				({ status, kind }) => (status === 0 || status >= 500) && (kind === 'bulk' || kind === 'single'),
			)
		)
			lossy += 1;
		// A set-up that refuses everything throws: nothing may have been taken then.
		if (node.thrown !== undefined) {
			expect(books.created).toEqual([]);
			return;
		}
		expectEachItemOnce(node, facts.length);
		const unconfirmed = new Set(node.error.filter(({ json }) => json.errorCode === 'unconfirmed').map(itemOf));
		const success = new Set(node.success.map(itemOf));
		if (plan.source === 'existing') {
			for (const times of books.initiated.values()) expect(times).toBeLessThanOrEqual(1);
			return;
		}
		const nameOf = new Map(facts.map(({ index, lead }) => [lead?.name, index]));
		const stored = new Set(books.created.map(({ name }) => nameOf.get(name)));
		for (const item of success) expect(stored).toContain(item);
		for (const item of stored) expect(success.has(item ?? -1) || unconfirmed.has(item ?? -1)).toBe(true);
		if (facts.every(({ lead }) => lead?.referenceId !== undefined)) expect(books.duplicatesOfThisRun()).toEqual([]);
	});

	test('among them are worlds with lost answers', () => {
		expect(lossy).toBeGreaterThanOrEqual(5);
	});
});
