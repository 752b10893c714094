// Replays random worlds through execute() over real HTTP: the books decide.
import type { IDataObject } from 'n8n-workflow';
import { effort } from '../effort';
import type { Arrival } from '../simulator/books';
import type { FaultEntry } from '../simulator/faults';
import type { Simulator } from '../simulator/server';
import { buildWorld, type BuiltWorld } from '../worlds/buildWorld';
import { planOfSeed, type WorldPlan } from '../worlds/plan';
import type { NodeRun } from './engine';
import { expectEachItemOnce, itemOf, mapped, run, withSimulator } from './support';

const WORLDS = effort(10, 100);

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
		!/huge|hang/i.test(JSON.stringify(faults)) &&
		requestsPerWindow >= 10
	);
}

function worldsToReplay(): BuiltWorld[] {
	const worlds: BuiltWorld[] = [];
	for (let seed = 1; worlds.length < WORLDS; seed += 1) {
		const plan = planOfSeed(seed);
		// Most of them with faults: lost answers are what real HTTP is for.
		const isWanted = plan.faults.some(strikesSmallRequests) || worlds.length % 5 === 0;
		if (isWanted && canBeReplayed(plan)) worlds.push(buildWorld(plan));
	}
	return worlds;
}

const LOSS = /drop|serverError|garbage|storeLate|"code":5/;

/** Whether a fault loses answers to requests as small as those at the start of a run. */
function strikesSmallRequests(fault: FaultEntry): boolean {
	const match = 'random' in fault ? fault.random.match : fault.match;
	return LOSS.test(JSON.stringify(fault)) && match?.kind !== 'get' && (match?.minimumLeads ?? 0) <= 2;
}

/** A submission whose answer does not say how the leads ended: none came, a server failed, or it is not the API's. */
function isLost({ kind, status, fault }: Arrival): boolean {
	const isSubmission = kind === 'bulk' || kind === 'single';
	return isSubmission && (status === 0 || status >= 500 || fault?.startsWith('garbage') === true);
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
		options: { ...plan.options, validateLeads: false, cleanPhoneNumbers: false },
	});
}

describe('random worlds over real HTTP', () => {
	const worlds = worldsToReplay().map((world): [number, BuiltWorld] => [world.plan.seed, world]);
	let lossy = 0;

	test.each(worlds)(
		'what is on Success is in the books, and what is in the books leaves: seed %i',
		async (_seed, world) => {
			const { plan, facts } = world;
			await withSimulator(world.settings, async (simulator) => {
				const node = await replay(world, simulator);
				const { books } = simulator;
				if (books.arrivals.some(isLost)) lossy += 1;
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
		},
	);

	test('answers were lost in many of them', () => {
		expect(lossy).toBeGreaterThanOrEqual(WORLDS / 5);
	});
});
