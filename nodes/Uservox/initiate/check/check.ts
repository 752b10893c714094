// Second stop: what is wrong with a lead is said here, before anything is sent; a lead that is right becomes a record.
import {
	cleanPhone,
	isFaultless,
	jsonOf,
	leadIdSchema,
	leadSchema,
	type FieldFault,
	type Lead,
	type LeadRecord,
	type NewLeadRecord,
} from '../../model/lead';
import { notInitiated, type NotInitiated } from '../../model/outcome';
import type { Options } from '../../model/options';
import type { Candidate } from '../read/read';

type CheckOptions = Pick<Options, 'validateLeads' | 'cleanPhoneNumbers'>;

const ADVICE: Record<string, string> = {
	projectId: 'Set Project ID in the node or the credential, or give the item a field "projectId"',
	processId: 'Set Process ID in the node, or give the item a field "processId"',
};

function invalidLead(faults: readonly FieldFault[]): NotInitiated {
	const details = faults.map(({ field, message }) => ({
		field,
		message: message.startsWith('found nothing') && ADVICE[field] ? `${message}. ${ADVICE[field]}` : message,
	}));
	const sentence = details.map(({ field, message }) => `${field}: ${message}`).join('; ');
	return notInitiated('invalidLead', `The lead was not sent. ${sentence}.`, { details });
}

function faultsOf(
	issues: ReadonlyArray<{ path: Array<string | number>; message: string }>,
	field?: string,
): FieldFault[] {
	return issues.map((issue) => ({ field: field ?? String(issue.path[0] ?? 'lead'), message: issue.message }));
}

/**
 * A record that may be sent, or why not. Every fault is named, those of reading first. With `validateLeads` off only what cannot
 * be sent at all is refused: what could not be read, and a missing project, process or lead id.
 */
export function checkCandidate(
	candidate: Candidate,
	source: 'new' | 'existing',
	options: CheckOptions,
): LeadRecord | NotInitiated {
	const { itemIndex, init } = candidate;
	if (source === 'existing') return checkExisting(candidate, options);
	// Checked as it was found, so that a fault shows what stands in the sheet, and cleaned then.
	if (candidate.faults.length === 0 && isFaultless(candidate.lead)) {
		return written({
			kind: 'new',
			itemIndex,
			init,
			lead: withCleanPhone(candidate.lead, options),
		});
	}
	const unreadable = new Set(candidate.faults.map(({ field }) => field));
	const issues = leadSchema.safeParse(candidate.lead).error?.issues ?? [];
	const found = faultsOf(issues).filter(({ field }) => !unreadable.has(field));
	const lead = withCleanPhone(candidate.lead, options);
	if (options.validateLeads || unreadable.size > 0) return invalidLead([...candidate.faults, ...found]);
	const { projectId, processId } = lead;
	if (projectId === undefined || processId === undefined) {
		return invalidLead(found.filter(({ field }) => field === 'projectId' || field === 'processId'));
	}
	return written({ kind: 'new', itemIndex, init, lead: { ...lead, projectId, processId } });
}

const UNWRITABLE: FieldFault = {
	field: 'metadata',
	message: 'found a value that holds itself, expected what can be written as JSON',
};

/** Writes the lead's JSON while there is time, before it is to be sent. Only metadata can hold what JSON cannot. */
function written(record: NewLeadRecord): LeadRecord | NotInitiated {
	try {
		record.json = jsonOf(record);
		return record;
	} catch {
		return invalidLead([UNWRITABLE]);
	}
}

function checkExisting(
	{ itemIndex, init, leadId, faults }: Candidate,
	options: CheckOptions,
): LeadRecord | NotInitiated {
	if (faults.length > 0) return invalidLead(faults);
	const checked = leadIdSchema.safeParse(leadId);
	if (leadId === undefined || (options.validateLeads && !checked.success)) {
		return invalidLead(faultsOf(checked.error?.issues ?? [], 'leadId'));
	}
	return { kind: 'existing', itemIndex, init, leadId };
}

function withCleanPhone<L extends Partial<Lead>>(lead: L, options: CheckOptions): L {
	if (!options.cleanPhoneNumbers || lead.phone === undefined) return lead;
	const phone = cleanPhone(lead.phone) || lead.phone;
	return phone === lead.phone ? lead : { ...lead, phone };
}

/** Whether all that is wrong is that no project, or no process, is named anywhere: then the set-up is at fault, not the lead. */
export function lacksProjectOrProcess(outcome: NotInitiated): boolean {
	return (
		outcome.details?.some(
			({ field, message }) => (field === 'projectId' || field === 'processId') && message.startsWith('found nothing'),
		) ?? false
	);
}
