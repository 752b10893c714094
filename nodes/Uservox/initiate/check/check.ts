// Second stop: what is wrong with a lead is said here, before anything is sent; a lead that is right becomes a record.
import { createHash } from 'node:crypto';
import {
	cleanPhone,
	identityKeys,
	isFaultless,
	jsonOf,
	leadIdSchema,
	leadSchema,
	phoneIdentity,
	type FieldFault,
	type Lead,
	type LeadRecord,
	type NewLeadRecord,
} from '../../model/lead';
import { notInitiated, type NotInitiated } from '../../model/outcome';
import type { Options } from '../../model/options';
import type { Candidate } from '../read/read';

type CheckOptions = Pick<Options, 'validateLeads' | 'cleanPhoneNumbers' | 'generateReferenceIds'>;

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
			lead: withReferenceId(withCleanPhone(candidate.lead, options), options),
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
	return written({ kind: 'new', itemIndex, init, lead: withReferenceId({ ...lead, projectId, processId }, options) });
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

const GENERATED_ID_LENGTH = 24;

/** The same lead always gets the same id, so that a lost answer can be cleared up by a look-up (design, `generateReferenceIds`). */
function withReferenceId(lead: Lead, options: CheckOptions): Lead {
	if (!options.generateReferenceIds || lead.referenceId !== undefined) return lead;
	const who = lead.phone === undefined ? lead.email : phoneIdentity(lead.phone);
	if (who === undefined) return lead;
	const hash = createHash('sha256').update(`${lead.projectId} ${lead.processId} ${who}`).digest('hex');
	return { ...lead, referenceId: `n8n-${hash.slice(0, GENERATED_ID_LENGTH)}` };
}

/** Whether all that is wrong is that no project, or no process, is named anywhere: then the set-up is at fault, not the lead. */
export function lacksProjectOrProcess(outcome: NotInitiated): boolean {
	return (
		outcome.details?.some(
			({ field, message }) => (field === 'projectId' || field === 'processId') && message.startsWith('found nothing'),
		) ?? false
	);
}

/** What a message calls the first word of an identity key. */
const KEY_NAMES: Record<string, string> = {
	id: 'lead ID',
	reference: 'reference ID',
	phone: 'phone number',
	email: 'email',
};

function nameOf(key: string): string {
	return KEY_NAMES[key.slice(0, key.indexOf(' '))] ?? 'data';
}

/** Remembers which leads the input holds, so that each goes out once: the first one wins (design, rule 1). */
export class SeenLeads {
	private readonly items = new Map<string, number>();

	/** @param sentEarlier whether another run of the node in this execution has sent a lead with this key, or is sending it. */
	constructor(private readonly sentEarlier: (key: string) => boolean) {}

	/** Whether the input so far holds a lead with this key. */
	readonly has = (key: string): boolean => this.items.has(key);

	/** Why the record is a repetition, or undefined when it is the first of its kind, which is remembered. */
	repeated(record: LeadRecord): NotInitiated | undefined {
		const keys = identityKeys(record);
		for (const key of keys) {
			const first = this.items.get(key);
			if (first !== undefined) {
				return notInitiated(
					'duplicateInInput',
					`The input holds this lead already: item ${first} has the same ${nameOf(key)}. Only that one is sent.`,
				);
			}
			if (this.sentEarlier(key)) {
				return notInitiated(
					'duplicateInInput',
					`A lead with the same ${nameOf(key)} was sent earlier in this execution. It is not sent again.`,
				);
			}
		}
		for (const key of keys) this.items.set(key, record.itemIndex);
		return undefined;
	}
}
