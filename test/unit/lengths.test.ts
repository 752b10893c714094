// No input holds up n8n (docs/rules.md, rule 11): no expression looks at more than a bounded part of a cell, and what is too long is a fault
// that says so. Work is counted in characters that expressions look at, never in time.
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { checkCandidate, type Checked } from '../../nodes/Uservox/initiate/check/check';
import { readerOfExistingLeads, readerOfNewLeads } from '../../nodes/Uservox/initiate/read/read';
import { ItemReading, sourceOf } from '../../nodes/Uservox/input/itemReading';
import { metadataReader } from '../../nodes/Uservox/input/metadata';
import { LONGEST_CELL } from '../../nodes/Uservox/model/limits';
import { optionsSchema } from '../../nodes/Uservox/model/options';
import { readYesOrNo } from '../../nodes/Uservox/model/yesNo';
import { conditionsReader } from '../../nodes/Uservox/operations/parameters/conditions';
import { readTime } from '../../nodes/Uservox/operations/parameters/time';
import { bodyForItem, readCallback } from '../../nodes/Uservox/trigger/readCallback';
import { effort } from '../effort';
import { PROCESS, PROJECT } from '../ids';

/** Without one, an expression looks at each character once. */
const QUANTIFIERS = ['*', '+', '{', '?'];
const repeats = ({ source }: RegExp): boolean => {
	const withoutClasses = source.replaceAll('\\p{', '');
	return QUANTIFIERS.some((sign) => withoutClasses.includes(sign));
};

/**
 * The lengths of all texts that expressions with a quantifier look at while this runs, and how many characters are looked at one by one. All of
 * JavaScript's own methods go by `exec` once it is replaced.
 */
function lookedAt(work: () => unknown): { lengths: number[]; characters: number } {
	const lengths: number[] = [];
	let characters = 0;
	const oneByOne = ['charAt', 'charCodeAt'] as const;
	const methods = oneByOne.map((name) => [name, Reflect.get(String.prototype, name)] as const);
	for (const [name, method] of methods) {
		const apply = (target: typeof method, text: string, given: [number]) => {
			characters += 1;
			return Reflect.apply(target, text, given) as number | string;
		};
		Reflect.set(String.prototype, name, new Proxy(method, { apply }));
	}
	const exec = Reflect.get(RegExp.prototype, 'exec');
	RegExp.prototype.exec = new Proxy(exec, {
		apply: (target, regex: RegExp, [text]: [string]) => {
			if (repeats(regex)) lengths.push(text.length);
			return target.call(regex, text);
		},
	});
	try {
		work();
	} finally {
		RegExp.prototype.exec = exec;
		for (const [name, method] of methods) Reflect.set(String.prototype, name, method);
	}
	return { lengths, characters };
}

const evaluate = () => undefined;
const person = { name: 'Jane Doe', phone: '+12025550100', email: 'jane@example.com' };
const options = optionsSchema.parse({});

function handOver(json: IDataObject, parameters: INodeParameters = {}): Checked {
	const reader = readerOfNewLeads({
		parameters: { projectId: PROJECT, processId: PROCESS, metadata: 'unmapped', ...parameters },
		evaluate,
		defaultProjectId: PROJECT,
		takeFromInput: true,
		input: { count: 1, jsonOf: () => json },
	});
	reader.look?.(json);
	const checked = checkCandidate(reader.read(json, 0), 'new', options);
	reader.notes();
	return checked;
}

const COLUMNS = [
	...['phone', 'email', 'name', 'firstName', 'lastName', 'referenceId', 'groupId', 'projectId', 'processId'],
	...['Mobile No.', 'WhatsApp', 'CRM ID', 'contact', 'City', 'body'],
];
const FILTERS = ['phone', 'email', 'referenceId', 'currentState', 'lastDisposition', 'processId', 'groupId'] as const;

const V = '={{ $json.v }}';
const metadataOf = (parameters: INodeParameters, v: string) =>
	metadataReader(parameters, evaluate)(new ItemReading(sourceOf({ v }), 0));

/** Everything that reads a text of strangers, by name. */
const READERS: Record<string, (text: string) => unknown> = {
	...Object.fromEntries(
		COLUMNS.map((column) => [`a cell of ${column}`, (text: string) => handOver({ ...person, [column]: text })]),
	),
	'a header': (text) => handOver({ ...person, [text]: 'x' }),
	'a header that begins like a phone’s': (text) => handOver({ name: 'Jane', [`phone ${text}`]: person.phone }),
	'a cell of a list': (text) => handOver({ name: 'Jane', phone: [{ value: text, primary: true }], email: [text] }),
	'a field mapped by hand': (v) => {
		const value = { phone: V, email: V, name: V, referenceId: V, groupId: V };
		handOver({ v }, { leadFields: { mappingMode: 'defineBelow', value } });
	},
	'an error item': (text) =>
		handOver({
			error: text,
			errorCode: 'invalidLead',
			retryable: false,
			details: [{ field: text, message: text }],
			lead: { ...person, phone: text },
		}),
	'Start Calling': (v) => [handOver({ ...person, v }, { init: V }), readYesOrNo(v)],
	'an option': (v) => optionsSchema.safeParse({ batchSize: v, defaultCountry: v, ifKnown: v, duplicateGuard: v }),
	'metadata by name and value': (v) =>
		metadataOf({ metadata: 'fields', metadataFields: { field: [{ name: V, value: V }] } }, v),
	'metadata as JSON': (v) => metadataOf({ metadata: 'json', metadataJson: V }, v),
	'the id of an existing lead': (v) => {
		const settings = { parameters: { leadId: V }, evaluate, defaultProjectId: PROJECT, takeFromInput: true };
		return checkCandidate(readerOfExistingLeads(settings).read({ v }, 0), 'existing', options);
	},
	filters: (v) => {
		const given = Object.fromEntries(FILTERS.map((name) => [name, V]));
		conditionsReader('filters', given, FILTERS, evaluate)(new ItemReading(sourceOf({ v }), 0));
	},
	'a time': (text) => readTime(text, 'UTC'),
	'a time with something behind it': (text) => readTime(`2026-03-01${text}`, 'UTC'),
	'a callback': (text) => {
		const activity = {
			type: text,
			status: text,
			scheduledAt: text,
			result: {
				callStatus: text,
				nextState: text,
				conversation: { messages: [{ role: text, content: text, timestamp: text }] },
			},
		};
		const body = { activityId: text, leadId: text, processId: text, referenceId: text, timestamp: text, activity };
		return [readCallback(body), bodyForItem(body)];
	},
};

const SIGNS = [
	' ',
	'.',
	'1',
	'a',
	'(',
	'+',
	'@',
	'<',
	'-',
	',',
	'"',
	'\n',
	'=',
	'?',
	'x',
	'{',
	'९',
	'\u200b',
	'#',
	'_',
];
/** All of them where there is time; the first one is the blank. */
const SIGNS_TRIED = SIGNS.filter((_sign, index) => index % effort(4, 1) === 0);
const SHAPES: Array<(sign: string, count: number) => string> = [
	(sign, count) => sign.repeat(count),
	(sign, count) => `1${sign.repeat(count)}a`,
	(sign, count) => `a@b${sign.repeat(count)}.com`,
	(sign, count) => `1${sign}`.repeat(count / 2),
	(sign, count) => `a${sign}`.repeat(count / 2),
];

/** In characters; the longest that any field takes. */
const LONGEST_LOOKED_AT = 1_000;
/** So many characters are looked at one by one, however long a text is: its beginning, by a few questions. */
const MOST_ONE_BY_ONE = 20_000;
/** So often are blanks around a text counted. */
const MOST_PASSES = 20;
/** Texts of callbacks are cut to the longest cell, and then looked at as such. */
const CUT: ReadonlySet<string> = new Set(['a callback']);

test.each(Object.entries(READERS))('%s: expressions look at a bounded part, however long it is', (name, read) => {
	for (const [index, sign] of SIGNS_TRIED.entries()) {
		for (const shape of SHAPES) {
			const counts = index === 0 ? [2_000, 20_000, LONGEST_CELL * 2] : [2_000, 20_000];
			const [short] = counts.map((count) => {
				const looked = lookedAt(() => read(shape(sign, count)));
				expect(Math.max(0, ...looked.lengths)).toBeLessThanOrEqual(LONGEST_LOOKED_AT);
				// Blanks around a text are counted one by one, up to the longest text that is looked at.
				const most = MOST_ONE_BY_ONE + MOST_PASSES * (count <= LONGEST_CELL ? count : CUT.has(name) ? LONGEST_CELL : 0);
				expect(looked.characters).toBeLessThanOrEqual(most);
				return looked.lengths.length;
			});
			const longer = lookedAt(() => read(shape(sign, counts.at(-1) ?? 0))).lengths.length;
			expect(longer).toBeLessThanOrEqual((short ?? 0) + 20);
		}
	}
});

test.each<[string, unknown, string]>([
	['phone', '1'.repeat(201), 'phone: found a text of 201 characters, expected at most 200'],
	['phone', `${person.phone}${' '.repeat(50_000)}x`, 'phone: found a text of 50,013 characters, expected at most 200'],
	['phone', '1'.repeat(10_000_000), 'phone: found a text of 10,000,000 characters, expected at most 200'],
	['email', `${'a'.repeat(500)}@example.com`, 'email: found a text of 512 characters, expected at most 500'],
	['name', 'a'.repeat(501), 'name: found a text of 501 characters, expected at most 500'],
	['referenceId', 'a'.repeat(501), 'referenceId: found a text of 501 characters, expected at most 500'],
	['groupId', 'a'.repeat(501), 'groupId: found a text of 501 characters, expected at most 500'],
	['City', 'a'.repeat(500_001), 'metadata: found a text of 500,001 characters, expected at most 500,000'],
	['a'.repeat(1_001), 'x', 'metadata: found a name of 1,001 characters, expected at most 1,000'],
	[
		'phone',
		Array.from({ length: 101 }, () => person.phone),
		'phone: found a list of 101 entries, expected at most 100',
	],
	['notes', Array.from({ length: 10_001 }, () => 1), 'metadata: found more than 10,000 values'],
	[
		'notes',
		Array.from({ length: 11 }, () => 'a'.repeat(50_000)),
		'metadata: found more than 500,000 characters in all',
	],
])('what is too long is a fault of its item that says so: %s (%#)', (column, value, message) => {
	const { refusal } = handOver({ ...person, [column]: value });
	expect(refusal?.message).toContain(message);
	expect(refusal?.errorCode).toBe('invalidLead');
});

test('what is long only because of its spaces, or just short enough, is sent', () => {
	for (const json of [
		{ ...person, phone: `${' '.repeat(50_000)}${person.phone}${' '.repeat(40_000)}` },
		{ ...person, name: 'a'.repeat(500) },
		{ ...person, City: 'a'.repeat(499_000) },
	])
		expect(handOver(json).record).toMatchObject({ lead: { phone: person.phone } });
});

test('wide and deep values are looked through up to a limit, and are faults', () => {
	const wide = Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`k${index}`, index]));
	const nested = (make: (inner: unknown) => unknown) => Array.from({ length: 20_000 }).reduce<unknown>(make, {});
	const deep = nested((inner) => ({ a: inner }));
	const deepList = nested((inner) => [{ value: inner }]);
	expect(handOver({ ...person, ...wide }).refusal?.message).toBe(
		'The lead was not sent. lead: found more than 2,000 fields, expected fewer.',
	);
	for (const value of [wide, deep, deepList] as IDataObject[string][]) {
		for (const column of ['phone', 'name', 'referenceId', 'City', 'body', 'fields', 'answers'])
			expect(handOver({ ...person, [column]: value }).refusal?.errorCode).toBe('invalidLead');
	}
});
