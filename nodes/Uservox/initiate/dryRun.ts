// A dry run: asks Uservox as a real run would, sends nothing, and says what would become of each lead.
import { asObject, messageOf } from '../api/answer/parse';
import { serverDown } from '../api/failures';
import { isNewLead, type LeadRecord, type NewLeadRecord } from '../model/lead';
import { failed, type Failed } from '../model/ended';
import type { Settle } from './send/batches';
import { readAll, type Findings } from './send/deliver';
import { handsOf, type Delivery, type Hands } from './send/hands';
import { findLost } from './send/findLost';
import { notSent } from './send/parts';
import { findKnown } from './know/know';
import { alreadyKnown } from './know/knownLead';

/** What a real run would find before it sends anything: whether the project is the token's, and which of its processes there are. */
type Project = { kind: 'refused' } | { kind: 'processes'; ids: ReadonlySet<string> } | { kind: 'unknown' };

/** Settles every record that `pull` gives with what would have become of it. Never throws by itself. */
export async function rehearse(
	pull: () => Promise<LeadRecord[] | undefined>,
	settle: Settle,
	delivery: Delivery,
): Promise<Findings> {
	const hands = handsOf(delivery, settle);
	const { records, firstPages } = await readAll(pull, hands);
	const added = records.filter(isNewLead);
	await rehearseExisting(
		records.filter((record) => record.kind === 'existing'),
		hands,
	);
	const open = await withoutUnusable(added, hands);
	const knowledge = await findKnown(open, { ...hands, ...delivery.options }, firstPages);
	const { known, uncertain, asked, careful, why } = knowledge;
	for (const lead of known) settle(lead.record, alreadyKnown(lead));
	for (const { record } of uncertain) wouldBeSent(record, hands);
	for (const record of [...asked, ...careful]) wouldBeSent(record, hands);
	return { known: known.length, questions: hands.finder.questions, guardWaitMs: 0, why };
}

function wouldBeSent(record: LeadRecord, { run, settle }: Hands): void {
	if (run.stopped === undefined) settle(record, { status: 'initiated', answer: {}, dryRun: true });
	else settle(record, notSent(run.stopped, true));
}

async function rehearseExisting(records: readonly LeadRecord[], hands: Hands): Promise<void> {
	if (records.length === 0) return;
	const fates = await findLost(records, hands);
	if (hands.finder.isUnanswered) hands.run.stop(serverDown(hands.finder.whyUnanswered));
	for (const record of records) {
		if (fates.get(record)?.kind === 'absent')
			hands.settle(record, failed('leadNotFound', 'Uservox has no lead with this ID.'));
		else wouldBeSent(record, hands);
	}
}

/** Settles the leads of a project that is not the token's, or of a process that does not exist. @returns the others */
async function withoutUnusable(records: readonly NewLeadRecord[], hands: Hands): Promise<NewLeadRecord[]> {
	const projects = new Map<string, Project>();
	for (const projectId of new Set(records.map(({ lead }) => lead.projectId))) {
		projects.set(projectId, await askForProject(projectId, hands));
	}
	return records.filter((record) => {
		const refusal = refusalIn(projects.get(record.lead.projectId), record);
		if (refusal !== undefined) hands.settle(record, refusal);
		return refusal === undefined;
	});
}

function refusalIn(project: Project | undefined, { lead }: NewLeadRecord): Failed | undefined {
	if (project?.kind === 'refused') {
		return failed(
			'wrongProject',
			"The lead's project is not the one of the API token. Correct the project ID, or use the credential of that project.",
		);
	}
	if (project?.kind === 'processes' && !project.ids.has(lead.processId.toLowerCase())) {
		return failed('processNotFound', 'The project has no such process. Correct the process ID.');
	}
	return undefined;
}

async function askForProject(projectId: string, { finder, run }: Hands): Promise<Project> {
	// One question is enough to see that nothing is answered; the next one, of another kind, is asked with the leads.
	if (finder.isUnanswered) return { kind: 'unknown' };
	const reading = await finder.processes(projectId);
	if (reading.kind !== 'answer') return { kind: 'unknown' };
	const { status, body } = reading;
	if (status === 403 && /project/i.test(messageOf(body) ?? '')) return { kind: 'refused' };
	if (status === 401 || status === 403) run.stopForRefusal(status);
	const processes = status < 300 ? body?.processes : undefined;
	if (!Array.isArray(processes)) return { kind: 'unknown' };
	const ids = processes.map((process) => asObject(process)?._id).filter((id) => typeof id === 'string');
	return { kind: 'processes', ids: new Set(ids.map((id) => id.toLowerCase())) };
}
