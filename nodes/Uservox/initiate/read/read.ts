// First stop: reads from the input item and the parameters what the user wants to send, and what could not be read.
import type { IDataObject } from 'n8n-workflow';
import type { Country } from '../../model/country';
import type { FieldFault } from '../../model/fault';
import type { Lead } from '../../model/lead';
import { counted, MOST_FIELDS } from '../../model/limits';
import { isAbsent } from '../../input/cell';
import { AutomaticMapping } from './automatic';
import { containerByHand, sourceOf as sourceIn } from './container';
import { isAddedByN8n, type Path } from '../../input/place';
import { isTooWide } from '../../input/width';
import { GaveNothing } from './gaveNothing';
import { errorItemOf, fieldsOf, standingFaults, type Before } from './errorItem';
import { projectAndProcessReader } from '../../input/ids';
import { ItemReading, type ReadSettings, type Source } from '../../input/itemReading';
import { DoNotCallByParameter, fieldNames, fieldsByParameter, mappedFields, mapsAutomatically } from './leadFields';
import { metadataReader, takesTheRest, withEntry } from '../../input/metadata';
import { compileParameter } from '../../input/parameter';
import type { KeptBack, Taken } from './plan/rowTypes';
import { startReader, type Start } from './start';

export { mapsAutomatically } from './leadFields';

/** What was read for one item. Nothing is checked yet except that it could be read. */
export interface Candidate {
	itemIndex: number;
	start: Start;
	/** For new leads. */
	lead: Partial<Lead>;
	/** For leads that exist. */
	leadId: string | undefined;
	faults: FieldFault[];
	/** What was lost of the item on the way to the lead. */
	warnings?: FieldFault[];
	/** The names of the input's fields, if none of them is known as a phone or an email. */
	fieldsSeen: string | undefined;
	/** An error item of this node for which another try of the same cannot help: what failed for good. */
	before: Before | undefined;
	/** Why nobody must be called, if the item says so. */
	keptBack?: KeptBack;
	/** Which input field each lead field was taken from, where it was found automatically. */
	taken?: readonly Taken[];
}

/** The input of the node. */
export interface Input {
	count: number;
	jsonOf: (itemIndex: number) => IDataObject;
}

export interface LeadReadSettings extends ReadSettings {
	input: Input;
	/** The option Default Country: columns are judged by it. */
	country?: Country | undefined;
}

/** Something to report about how the input was understood. `code` is for programs, `text` for people. */
export interface ReadNote {
	code: 'mapping' | 'referenceId' | 'phonePassedOver' | 'gaveNothing';
	text: string;
}

export interface Reader {
	/** Looks at an item before the first one is read. Absent where there is nothing to look for. */
	look: ((json: IDataObject) => void) | undefined;
	/** Reads the candidate of one item. Never throws: what fails becomes a fault. */
	read: (json: IDataObject, itemIndex: number) => Candidate;
	/** Call it after all items were looked at. */
	notes: () => ReadNote[];
}

/** Compiles the parameters of new leads, once for all items. */
export function readerOfNewLeads(settings: LeadReadSettings): Reader {
	const { parameters, evaluate, takeFromInput, input, country } = settings;
	const projectAndProcess = projectAndProcessReader(settings);
	const startOf = startReader(parameters, evaluate);
	const isAutomatic = mapsAutomatically(parameters);
	const items = { count: input.count, jsonOf: (itemIndex: number) => unlessErrorItem(input.jsonOf(itemIndex)) };
	const automatic = isAutomatic ? new AutomaticMapping(items, takesTheRest(parameters), country) : undefined;
	const metadata = metadataReader(parameters, evaluate, (name) => automatic?.isLeadColumn(name) ?? false);
	const gaveNothing = new GaveNothing();
	const mapped = isAutomatic ? [] : mappedFields(parameters, evaluate);
	const fillByHand = fieldsByParameter(mapped, gaveNothing);
	const doNotCall = isAutomatic ? undefined : new DoNotCallByParameter(parameters, evaluate);
	const container =
		!isAutomatic && takesTheRest(parameters)
			? containerByHand(
					[...projectAndProcess.parameters, ...mapped.map(({ parameter }) => parameter)].map(({ path }) => path),
					items,
				)
			: [];

	/** Mapped by hand, what stands beside the lead of an error item is read by its expression. */
	const fieldOf = (key: string) => (key === 'projectId' || key === 'processId' ? key : automatic?.fieldOf(key));
	const sourceOf = (json: IDataObject): Source => {
		const errorItem = takeFromInput ? errorItemOf(json) : undefined;
		if (errorItem !== undefined) {
			return { json, fields: fieldsOf(json, errorItem, fieldOf), container: [], taken: new Set(), isErrorItem: true };
		}
		if (automatic !== undefined) return automatic.sourceOf(json);
		return sourceIn(json, container);
	};
	const read = (json: IDataObject, itemIndex: number): Candidate => {
		const reading = new ItemReading(sourceOf(json), itemIndex);
		const { source, faults, warnings } = reading;
		if (isAutomatic && isTooWide(source.fields)) return { ...NOTHING_READ, itemIndex, faults: [TOO_MANY_FIELDS] };
		const before = source.isErrorItem ? errorItemOf(json)?.before : undefined;
		const lead: Partial<Lead> = {};
		const { projectId, processId } = projectAndProcess(reading);
		if (projectId !== undefined) lead.projectId = projectId;
		if (processId !== undefined) lead.processId = processId;
		const row = automatic?.fill(lead, reading);
		if (row === undefined) fillByHand(lead, reading);
		const ownFields = metadata(reading);
		const { keptOut } = reading;
		if (keptOut !== undefined) lead.metadata = withEntry(ownFields, keptOut, source.fields[keptOut]);
		else if (ownFields !== undefined) lead.metadata = ownFields;
		const start = startOf(reading);
		if (before !== undefined) faults.push(...standingFaults(before, lead, start));
		const candidate: Candidate = {
			itemIndex,
			start,
			lead,
			leadId: undefined,
			faults,
			warnings,
			fieldsSeen: undefined,
			before,
		};
		const keptBack = keptBackBefore(before) ?? (row === undefined ? doNotCall?.read(reading) : row.keptBack);
		if (keptBack !== undefined) candidate.keptBack = keptBack;
		if (row !== undefined) candidate.taken = row.taken;
		const broken = automatic === undefined || source.isErrorItem ? undefined : automatic.brokenTable(json, lead);
		if (broken !== undefined)
			return { ...candidate, faults: [{ field: 'lead', code: 'noLeadField', message: broken }] };
		if (!takeFromInput || isReachable(lead) || isTooWide(json)) return candidate;
		const hasFailed = faults.some(({ code }) => code === 'expression');
		if (isEmptyRow(json) && !hasFailed) return { ...candidate, faults: [EMPTY_ROW] };
		if (automatic === undefined || source.isErrorItem || faults.length > 0) return candidate;
		const has = automatic.hasColumns(json);
		if (has.reach) return candidate;
		const list = automatic.listIn(json);
		if (list !== undefined) return { ...candidate, faults: [severalLeads(list)] };
		const fieldsSeen = fieldNames(json, source.container);
		if (has.name) return { ...candidate, fieldsSeen };
		return { ...candidate, fieldsSeen, faults: [...faults, noLeadField(fieldsSeen)] };
	};
	return {
		look: automatic === undefined ? undefined : (json) => automatic.look(json),
		read,
		notes: () => [
			...(automatic?.notes() ?? []),
			...[...gaveNothing.notes(), ...(doNotCall?.notes() ?? [])].map((text): ReadNote => ({
				code: 'gaveNothing',
				text,
			})),
		],
	};
}

/** Whoever was not to be called is not called when an edited item comes back either: the row said so, not the lead. */
function keptBackBefore(before: Before | undefined): KeptBack | undefined {
	const outcome = before?.outcome;
	if (outcome?.errorCode !== 'doNotCall' && outcome?.errorCode !== 'testLead') return undefined;
	return { code: outcome.errorCode, message: outcome.message };
}

const NOTHING_READ = {
	start: { on: false },
	lead: {},
	leadId: undefined,
	fieldsSeen: undefined,
	before: undefined,
} as const;

const TOO_MANY_FIELDS: FieldFault = {
	field: 'lead',
	code: 'tooLong',
	message: `found more than ${counted(MOST_FIELDS)} fields, expected fewer`,
};

const EMPTY_ROW: FieldFault = { field: 'lead', code: 'emptyRow', message: 'the row is empty' };

function noLeadField(names: string): FieldFault {
	return {
		field: 'lead',
		code: 'noLeadField',
		message: `found no lead field among the fields of the input: ${names}. Choose "Map Each Column Manually" for Lead Fields, or rename the fields`,
	};
}

function severalLeads(list: Path): FieldFault {
	const field = list.join('.');
	return {
		field: 'lead',
		code: 'noLeadField',
		message: `found a list of several records in "${field}", expected one lead in each item. Put a Split Out node before this one, with "${field}" under "Fields To Split Out"`,
	};
}

const isReachable = ({ phone, email }: Partial<Lead>): boolean => phone !== undefined || email !== undefined;

/** Whether an item holds nothing except what n8n has added. */
function isEmptyRow(json: IDataObject): boolean {
	return Object.entries(json).every(([key, value]) => isAddedByN8n(key) || isAbsent(value, 'name'));
}

/** An error item that is fed back tells its lead itself, and nothing of where fresh items have theirs. */
function unlessErrorItem(json: IDataObject): IDataObject {
	return errorItemOf(json) === undefined ? json : {};
}

/** Compiles the parameters of leads that exist, once for all items. */
export function readerOfExistingLeads({ parameters, evaluate, takeFromInput }: ReadSettings): Reader {
	const leadId = compileParameter('leadId', parameters.leadId, evaluate);
	const startOf = startReader(parameters, evaluate);
	const read = (json: IDataObject, itemIndex: number): Candidate => {
		const errorItem = takeFromInput ? errorItemOf(json) : undefined;
		const source = {
			json,
			fields: json,
			container: [],
			taken: new Set<string>(),
			isErrorItem: errorItem !== undefined,
		};
		const reading = new ItemReading(source, itemIndex);
		const { faults } = reading;
		const id = reading.text('leadId', reading.value('leadId', leadId) ?? errorItem?.leadId, 'id');
		const start = startOf(reading);
		const candidate = {
			itemIndex,
			leadId: id,
			start,
			lead: {},
			faults,
			fieldsSeen: undefined,
			before: errorItem?.before,
		};
		return id === undefined && takeFromInput && isEmptyRow(json)
			? { ...candidate, faults: [{ ...EMPTY_ROW, field: 'leadId' }] }
			: candidate;
	};
	return { look: undefined, read, notes: () => [] };
}
