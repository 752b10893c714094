// A dry run: asks Uservox as a real run would, sends nothing, and says how each lead would end.
import { readProcesses } from '../api/answer/found';
import { messageOf } from '../api/answer/parse';
import { serverDown } from '../api/failures';
import { isNewLead, type LeadRecord, type NewLeadRecord } from '../model/lead';
import { failed, type Failed } from '../model/ended';
import type { Settle } from './send/batches';
import { readAll, type Findings } from './send/deliver';
import { findLost } from './send/recover';
import { notSent, partsOf, type Delivery, type Parts } from './send/parts';
import { alreadyKnown, findKnown } from './know/know';

/** What a real run would find before it sends anything: whether the project is the token's, and which of its processes there are. */
type Project = { kind: 'refused' } | { kind: 'processes'; ids: ReadonlySet<string> } | { kind: 'unknown' };

/** Settles every record that `pull` gives with how it would have ended. Never throws by itself. */
export async function rehearse(
	pull: () => Promise<LeadRecord[] | undefined>,
	settle: Settle,
	delivery: Delivery,
): Promise<Findings> {
	const parts = partsOf(delivery, settle);
	const { records, firstPages } = await readAll(pull, parts);
	const added = records.filter(isNewLead);
	await rehearseExisting(
		records.filter((record) => record.kind === 'existing'),
		parts,
	);
	const open = await withoutUnusable(added, parts);
	const knowledge = await findKnown(open, { ...parts, ...delivery.options }, firstPages);
	const { known, uncertain, asked, careful, why } = knowledge;
	for (const lead of known) settle(lead.record, alreadyKnown(lead));
	for (const { record } of uncertain) wouldBeSent(record, parts);
	for (const record of [...asked, ...careful]) wouldBeSent(record, parts);
	return { known: known.length, questions: parts.finder.questions, guardWaitMs: 0, why };
}

function wouldBeSent(record: LeadRecord, { run, settle }: Parts): void {
	if (run.stopped === undefined) settle(record, { status: 'initiated', answer: {}, dryRun: true });
	else settle(record, notSent(run.stopped, true));
}

async function rehearseExisting(records: readonly LeadRecord[], parts: Parts): Promise<void> {
	if (records.length === 0) return;
	const fates = await findLost(records, parts);
	if (parts.finder.isUnanswered) parts.run.stop(serverDown(parts.finder.whyUnanswered));
	for (const record of records) {
		if (fates.get(record)?.kind === 'absent')
			parts.settle(record, failed('leadNotFound', 'Uservox has no lead with this ID.'));
		else wouldBeSent(record, parts);
	}
}

/** Settles the leads of a project that is not the token's, or of a process that does not exist. @returns the others */
async function withoutUnusable(records: readonly NewLeadRecord[], parts: Parts): Promise<NewLeadRecord[]> {
	const projects = new Map<string, Project>();
	for (const projectId of new Set(records.map(({ lead }) => lead.projectId))) {
		projects.set(projectId, await askForProject(projectId, parts));
	}
	return records.filter((record) => {
		const refusal = refusalIn(projects.get(record.lead.projectId), record);
		if (refusal !== undefined) parts.settle(record, refusal);
		return refusal === undefined;
	});
}

function refusalIn(project: Project | undefined, { lead }: NewLeadRecord): Failed | undefined {
	if (project?.kind === 'refused') {
		return failed(
			'wrongProject',
			"The API token does not belong to the lead's project. Correct the project ID, or use the credential of that project.",
		);
	}
	if (project?.kind === 'processes' && !project.ids.has(lead.processId.toLowerCase())) {
		return failed('processNotFound', 'The project has no such process. Correct the process ID.');
	}
	return undefined;
}

async function askForProject(projectId: string, { finder, run }: Parts): Promise<Project> {
	// One question is enough to see that nothing is answered; the next one, of another kind, is asked with the leads.
	if (finder.isUnanswered) return { kind: 'unknown' };
	const reading = await finder.processes(projectId);
	if (reading.kind !== 'answer') return { kind: 'unknown' };
	const { status, body } = reading;
	if (status === 403 && /project/i.test(messageOf(body) ?? '')) return { kind: 'refused' };
	if (status === 401 || status === 403) run.stopForRefusal(status);
	const processes = status < 300 ? readProcesses(body ?? {}) : undefined;
	if (processes === undefined) return { kind: 'unknown' };
	return { kind: 'processes', ids: new Set(processes.map(({ _id }) => String(_id).toLowerCase())) };
}
