// Faults of the node itself, thrown at every call that leaves the sending code: each lead ends truly, and nothing hangs or is lost.
import { mayHaveArrived } from '../../nodes/Uservox/model/ended';
import { buildWorld } from './buildWorld';
import { plainPlan, type PlanChanges } from './plainWorld';
import { Reading } from './reading';
import { CALLS, runBuilt, type Call, type Story } from './runWorld';

const FAULT = new Error('a fault of the node');
/** So many places of each call are tried at most, evenly over the run. */
const MOST_PLACES = 30;

const dropAfter = (request: number) => ({
	match: { kind: 'submission' as const, request },
	fault: { type: 'dropAfter' as const },
});

const WORLDS: ReadonlyArray<readonly [string, PlanChanges]> = [
	[
		'new leads, of which some are known',
		{ leads: 14, strangers: 120, known: { share: 0.3, place: 'scattered' }, pullSize: 5 },
	],
	['new leads without references, and a lost answer', { leads: 9, references: 'none', faults: [dropAfter(2)] }],
	['leads one by one, and a lost answer', { operation: 'initiate', leads: 5, faults: [dropAfter(1)] }],
	['existing leads, and a lost answer', { source: 'existing', leads: 7, faults: [dropAfter(1)] }],
	['two executions with the same leads', { leads: 6, executions: { number: 2, shared: 'all', apartMs: 50 } }],
];

/** Runs a world in which the given call throws once, at its `place`th time. @returns how often it was called, too */
async function runWithFault(changes: PlanChanges, call: Call, place: number): Promise<{ story: Story; calls: number }> {
	let calls = 0;
	const story = await runBuilt(buildWorld(plainPlan(changes)), (made) => {
		if (made !== call) return;
		calls += 1;
		if (calls === place) throw FAULT;
	});
	return { story, calls };
}

/** What is not as it must be after a fault, in words; nothing when all is well. */
function wrongIn(story: Story): string[] {
	const wrong: string[] = [];
	if (!story.finished) wrong.push('it hangs');
	if (!story.paceGivenBack) wrong.push('a permit, a claim or a departure was not given back');
	if (story.thrown !== undefined && story.thrown !== FAULT) wrong.push('it threw something else');
	for (const { run, lead, outcome, stored } of new Reading(story).handovers) {
		const ends = run.outcomes.get(lead.index)?.length ?? 0;
		const isStarted = (story.books.initiated.get(lead.leadId ?? '') ?? 0) > 0;
		if (ends > 1) wrong.push(`lead ${lead.index} ended ${ends} times`);
		if (ends === 0 && story.thrown === undefined) wrong.push(`lead ${lead.index} has no end, and nothing was thrown`);
		if (outcome !== undefined && (stored.length > 0 || isStarted) && !mayHaveArrived(outcome)) {
			wrong.push(`lead ${lead.index} arrived and is told not to have`);
		}
	}
	for (const [name, copies] of story.stored)
		if (copies.length > 1) wrong.push(`${name} was stored ${copies.length} times`);
	return wrong;
}

const unheard: unknown[] = [];
const hear = (reason: unknown) => void unheard.push(reason);
beforeAll(() => void process.on('unhandledRejection', hear));
afterAll(() => void process.off('unhandledRejection', hear));

describe.each(WORLDS)('a fault of anything that is passed in costs no lead: %s', (_world, changes) => {
	test.each([
		['on', true],
		['off', false],
	] as const)('Duplicate Guard %s', async (_guard, duplicateGuard) => {
		const plan = { ...changes, options: { duplicateGuard } };
		const wrong: Record<string, string[]> = {};
		for (const call of CALLS) {
			const { calls } = await runWithFault(plan, call, Infinity);
			const step = Math.max(1, calls / MOST_PLACES);
			for (let place = 1; place <= calls; place += step) {
				const { story } = await runWithFault(plan, call, Math.floor(place));
				const found = wrongIn(story);
				if (found.length > 0) wrong[`${call} ${Math.floor(place)} of ${calls}`] = found;
			}
		}
		expect(wrong).toEqual({});
		expect(unheard).toEqual([]);
	});
});
