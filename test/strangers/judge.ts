// Judges what automatic mapping makes of lists and payloads that nobody here wrote, by what a careful sales assistant would enter by hand.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import type { IDataObject } from 'n8n-workflow';
import { checkCandidate } from '../../nodes/Uservox/initiate/check/check';
import { readerOfNewLeads } from '../../nodes/Uservox/initiate/read/read';
import type { Lead } from '../../nodes/Uservox/model/lead';
import { optionsSchema } from '../../nodes/Uservox/model/options';
import { PROCESS, PROJECT } from '../ids';
import { ownLists } from './ownLists';

/** What is right for one row. */
export interface Truth {
	/** The fields that a careful assistant would enter. */
	expect: Partial<Record<'phone' | 'email' | 'name' | 'firstName' | 'lastName', string>>;
	/** Other values that are as good. */
	also?: Partial<Record<'phone' | 'email' | 'name', readonly string[]>>;
	/** A landline where there is a mobile. */
	secondBest?: { phone?: readonly string[] };
	/** The row says that this person must not be called, or that it is a test. */
	keptBack?: 'doNotCall' | 'testLead';
	/** There is nobody to call, or somebody has to choose. */
	none?: true;
}

export type Verdict = 'right' | 'second' | 'missed' | 'left' | 'silent' | 'wrong';

export interface Judged {
	file: string;
	row: number;
	verdict: Verdict;
	/** What was sent, or why not. */
	told: string;
}

/** A list: what n8n hands over, and what is right for each item. */
export interface List {
	file: string;
	items: IDataObject[];
	truths: Truth[];
}

const digits = (text: string): string => text.normalize('NFKD').replace(/\D+/g, '');
const words = (text: string): string => text.trim().toLowerCase().replace(/\s+/g, ' ');

function namesOf({ expect, also }: Truth): string[] {
	const { name, firstName, lastName } = expect;
	const whole = [firstName, lastName].filter((part) => part !== undefined).join(' ');
	return [name, whole, ...(also?.name ?? [])].filter((one): one is string => one !== undefined && one !== '');
}

function verdictOn(truth: Truth, lead: Partial<Lead>, saysSo: (field: string) => boolean): Verdict {
	const text = (field: keyof Truth['expect']) => lead[field];
	if (truth.keptBack !== undefined || truth.none) return 'wrong';
	const found: Verdict[] = [];
	for (const field of ['phone', 'email'] as const) {
		const plain = field === 'phone' ? digits : words;
		const expected = truth.expect[field];
		const good = [expected, ...(truth.also?.[field] ?? [])].flatMap((one) => (one === undefined ? [] : [plain(one)]));
		const second = (field === 'phone' ? (truth.secondBest?.phone ?? []) : []).map(plain);
		const sent = text(field);
		if (sent === undefined) found.push(expected === undefined ? 'right' : saysSo(field) ? 'left' : 'silent');
		else found.push(good.includes(plain(sent)) ? 'right' : second.includes(plain(sent)) ? 'second' : 'wrong');
	}
	const names = namesOf(truth).map(words);
	const [name, first, last] = [text('name'), text('firstName'), text('lastName')];
	const parts = [first, last].filter((part) => part !== undefined).join(' ');
	const isGoodName = (one: string) => names.includes(words(one));
	if (name !== undefined && !isGoodName(name)) found.push('wrong');
	if (name === undefined && !isGoodName(parts)) found.push('wrong');
	if (parts !== '' && !isGoodName(parts) && !names.some((one) => one.split(' ').includes(words(parts))))
		found.push('wrong');
	const worst: Verdict[] = ['wrong', 'silent', 'left', 'second'];
	return worst.find((one) => found.includes(one)) ?? 'right';
}

/** What becomes of each item of a list, in one run, with the node's defaults; and what is said of the run. */
export function outcomesOf(items: IDataObject[]): { results: ReturnType<typeof checkCandidate>[]; notes: string[] } {
	const reader = readerOfNewLeads({
		parameters: { processId: PROCESS, leadFields: { mappingMode: 'autoMapInputData', value: null } },
		evaluate: () => undefined,
		defaultProjectId: PROJECT,
		takeFromInput: true,
		input: { count: items.length, jsonOf: (itemIndex) => items[itemIndex] ?? {} },
	});
	for (const json of items) reader.look?.(json);
	const options = optionsSchema.parse({});
	const results = items.map((json, itemIndex) => checkCandidate(reader.read(json, itemIndex), 'new', options));
	return { results, notes: reader.notes().map(({ text }) => text) };
}

/** Judges each item of a list. */
export function judge({ file, items, truths }: List): Judged[] {
	const { results, notes } = outcomesOf(items);
	return results.map(({ record, refusal }, row) => {
		const truth = truths[row] ?? { expect: {} };
		const of = (verdict: Verdict, told: string): Judged => ({ file, row, verdict, told });
		if (record?.kind !== 'new') {
			const isRight =
				truth.keptBack === undefined
					? truth.none === true || !isSendable(truth)
					: refusal?.errorCode === truth.keptBack;
			return of(isRight ? 'right' : 'missed', `${refusal?.errorCode}: ${refusal?.message}`);
		}
		const { phone, email, name, firstName, lastName } = record.lead;
		const warnings = (record.warnings ?? []).map((warning) => `${warning.field}: ${warning.message}`);
		const saysSo = (field: string) =>
			record.warnings?.some((warning) => warning.field === field) === true ||
			notes.some((note) => note.includes(`without a${field === 'email' ? 'n' : ''} ${field}`));
		const told = JSON.stringify({ phone, email, name, firstName, lastName, warnings });
		return of(verdictOn(truth, record.lead, saysSo), told);
	});
}

/** Whether a row holds enough for a lead: a name, and a phone or an email. */
function isSendable(truth: Truth): boolean {
	const { phone, email } = truth.expect;
	return namesOf(truth).length > 0 && (phone !== undefined || email !== undefined);
}

interface LayoutRow {
	expect: Truth['expect'];
	alsoAcceptable?: Truth['also'];
	secondBest?: Truth['secondBest'];
	doNotCall?: true;
}

function read(folder: string, file: string): string {
	return readFileSync(path.resolve(__dirname, folder, file), 'utf8');
}

function layouts(folder: string): List[] {
	const expected = JSON.parse(read(folder, 'expected.json')) as Record<string, { rows: LayoutRow[] }>;
	return Object.entries(expected).map(([file, { rows }]) => ({
		file,
		items: parse(read(folder, file), {
			columns: true,
			bom: true,
			relax_column_count: true,
		}) as unknown as IDataObject[],
		truths: rows.map(({ expect, alsoAcceptable, secondBest, doNotCall }) => ({
			expect,
			also: alsoAcceptable,
			secondBest,
			...(doNotCall ? { keptBack: 'doNotCall' } : {}),
		})),
	}));
}

type PayloadTruth = Truth['expect'] & { phoneAlso?: string; none?: true; keptBack?: Truth['keptBack'] };

function payloads(folder: string): List[] {
	const expected = JSON.parse(read(folder, 'expected.json')) as Record<string, PayloadTruth>;
	return Object.entries(expected).map(
		([file, { phone, email, name, firstName, lastName, phoneAlso, none, keptBack }]) => ({
			file,
			items: [JSON.parse(read(folder, file)) as IDataObject],
			truths: [
				{
					expect: { phone, email, name, firstName, lastName },
					...(phoneAlso === undefined ? {} : { also: { phone: [phoneAlso] } }),
					...(none ? { none } : {}),
					...(keptBack === undefined ? {} : { keptBack }),
				},
			],
		}),
	);
}

const READERS: Readonly<Record<string, (folder: string) => List[]>> = { layouts, payloads, 'lists-own': ownLists };

/** All lists and payloads of strangers, by the folder they stand in. */
export function strangers(): Record<string, List[]> {
	const folders = readdirSync(__dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());
	return Object.fromEntries(folders.map(({ name }): [string, List[]] => [name, READERS[name]?.(name) ?? []]));
}

/** How many rows came out how. */
export function tally(judged: readonly Judged[]): Record<Verdict, number> {
	const counts: Record<Verdict, number> = { right: 0, second: 0, missed: 0, left: 0, silent: 0, wrong: 0 };
	for (const { verdict } of judged) counts[verdict] += 1;
	return counts;
}
