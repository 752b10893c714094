// Lists of fields, as forms and ad platforms send them: `[{ name: 'email', values: ['…'] }]` is `{ email: '…' }`.
import type { IDataObject } from 'n8n-workflow';
import { isObject } from '../../../input/place';

/** Keys under which an entry says what it is, without case and underscores; the first that counts wins. */
const LABELS: readonly string[] = [
	...['label', 'title', 'question', 'questiontext', 'name', 'fieldname', 'fieldlabel', 'attribute', 'property', 'slug'],
	...['columnid', 'key', 'field', 'column', 'fieldtype', 'type', 'system', 'code', 'id'],
];
/** Keys under which it holds its value. */
const VALUES: readonly string[] = [
	...[
		'value',
		'values',
		'answer',
		'answers',
		'stringvalue',
		'plaintext',
		'text',
		'response',
		'content',
		'fieldvalue',
		'val',
	],
	...['userdata', 'answertext', 'displayvalue', 'formattedvalue', 'rawvalue', 'data'],
];
/** Keys that hold the id of a question, in an answer that does not say what was asked. */
const QUESTION_IDS: readonly string[] = ['questionid', 'fieldid', 'field', 'question', 'ref', 'id'];
const DEEPEST = 6;
/** The keys above are shorter. */
const LONGEST_KEY = 40;

const plain = (key: string): string =>
	key.slice(0, LONGEST_KEY).toLowerCase().replaceAll('_', '').replaceAll('-', '').replaceAll(' ', '');

/** The entry of an object under the first of some keys that it has. */
function entryUnder(
	object: IDataObject,
	keys: readonly string[],
	is: (value: unknown) => boolean,
): [string, unknown] | undefined {
	const entries = Object.entries(object);
	for (const key of keys) {
		const found = entries.find(([name, value]) => plain(name) === key && is(value));
		if (found !== undefined) return found;
	}
	return undefined;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

/** What an entry calls itself, best name first. */
export function labelsOf(entry: IDataObject): string[] {
	const labels: string[] = [];
	for (const key of LABELS) {
		const found = Object.entries(entry).find(([name]) => plain(name) === key)?.[1];
		if (isText(found)) labels.push(found);
		else if (isObject(found)) labels.push(...labelsOf(found).slice(0, 2), ...textOf(found));
	}
	return labels;
}

/** `{ question: { text: 'Phone number' } }` */
const textOf = ({ text }: IDataObject): string[] => (isText(text) ? [text] : []);

/** The key under which an entry holds its value, if it has one. Typeform names it by the entry's type. */
export function valueKeyOf(entry: IDataObject): string | undefined {
	const { type } = entry;
	if (typeof type === 'string' && Object.hasOwn(entry, type)) return type;
	const [key, value] = entryUnder(entry, VALUES, () => true) ?? [];
	// monday holds JSON under "value", and what it says under "text".
	if (isText(value) && /^[{[]/.test(value) && isText(entry.text)) return 'text';
	return key;
}

/** What chooses among the names of an entry: whether it says something. */
export type Says = (label: string) => boolean;

/**
 * A list of fields as an object; undefined for any other list. Of two fields with one name the first counts.
 * @param root the whole item, in which questions may stand apart from their answers
 */
export function fieldsOfList(list: readonly unknown[], root: IDataObject, says: Says): IDataObject | undefined {
	const entries = list.filter((entry) => entry !== null && entry !== undefined);
	if (entries.length === 0 || !entries.every(isObject)) return undefined;
	const questions = questionsFor(entries, root);
	const fields: IDataObject = {};
	for (const entry of entries) {
		const key = valueKeyOf(entry);
		const labels = [...(questions?.(entry) ?? []), ...labelsOf(entry)];
		const label = labels.find(says) ?? labels[0];
		if (label === undefined || (entries.length === 1 && !says(label))) return undefined;
		if (key === undefined && questions === undefined) {
			if (entries.length === 1 || Object.values(entry).some(isObject)) return undefined;
			continue;
		}
		const value = key === undefined ? onlyTextIn(entry) : entry[key];
		if (Object.hasOwn(fields, label)) continue;
		// An own property, whatever its name.
		Object.defineProperty(fields, label, {
			value: Array.isArray(value) && value.length === 1 ? value[0] : value,
			enumerable: true,
			configurable: true,
			writable: true,
		});
	}
	return Object.keys(fields).length === 0 ? undefined : fields;
}

/** What was asked, for answers that name the question by its id alone: it stands in another list of the item. */
function questionsFor(
	answers: readonly IDataObject[],
	root: IDataObject,
): ((answer: IDataObject) => string[]) | undefined {
	if (answers.some((answer) => questionIdsOf(answer).length === 0)) return undefined;
	for (const list of listsIn(root, 0)) {
		if (list.some((one) => answers.includes(one))) continue;
		const labels = new Map(list.flatMap((question) => questionIdsOf(question).map((id) => [id, labelsOf(question)])));
		const asked = (answer: IDataObject) => questionIdsOf(answer).flatMap((id) => labels.get(id) ?? []);
		if (answers.filter((answer) => asked(answer).length > 0).length * 2 > answers.length) return asked;
	}
	return undefined;
}

/** The ids by which a question and its answer may know each other. */
function questionIdsOf(entry: IDataObject): string[] {
	return Object.entries(entry).flatMap(([name, value]) => {
		if (!QUESTION_IDS.includes(plain(name))) return [];
		if (typeof value === 'string' || typeof value === 'number') return [String(value)];
		return isObject(value) && (typeof value.id === 'string' || typeof value.id === 'number') ? [String(value.id)] : [];
	});
}

function listsIn(value: unknown, depth: number): IDataObject[][] {
	if (depth > DEEPEST) return [];
	if (Array.isArray(value)) {
		const objects = value.filter(isObject);
		return [
			...(objects.length > 0 && objects.length === value.length ? [objects] : []),
			...objects.flatMap((one) => listsIn(one, depth + 1)),
		];
	}
	return isObject(value) ? Object.values(value).flatMap((one) => listsIn(one, depth + 1)) : [];
}

/** The one text in an answer, besides ids and types. */
function onlyTextIn(entry: unknown, depth = 0): string | undefined {
	if (typeof entry === 'string') return entry;
	if (!isObject(entry) || depth > DEEPEST) return undefined;
	const texts = Object.entries(entry).flatMap(([key, value]) => {
		const text = /id$|type$|ref$/i.test(key) ? undefined : onlyTextIn(value, depth + 1);
		return text === undefined ? [] : [text];
	});
	return texts.length === 1 ? texts[0] : undefined;
}
