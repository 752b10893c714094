// What people and programs write when there is nothing to write. Where such a text counts as empty depends on what is read.

/** Only dashes, dots, question marks and the like. Not a plus, which may be the rest of a number. */
const SIGNS_ALONE = /^[\s.,;:_?!*~#=|/\\'"()[\]<>\u002d\u2010-\u2015\u2212]+$/;

/** What a spreadsheet shows when a formula failed. */
const FAILED_FORMULA = '#(?:n/?a|ref|value|name|div/0|num|null|error|spill|calc|blocked|busy|connect|field|unknown)';

/** What nobody is called, as one text each. */
const NO_NAMES: readonly string[] = [
	...['n/a', 'n\\\\a', 'n-a', 'k\\.a', 'not (?:available|applicable|provided|given|known|specified|set)'],
	...['no (?:data|value|entry|name|e-?mail|mail|phone|number|phone number|mobile)', 'none (?:given|provided)'],
	...['keine angabe', 'non renseign[eé]', 'sin datos', 'no disponible', 'n[aã]o informado', FAILED_FORMULA],
];

/** Single words, which people are called too: Mr Null, Ms None. */
const WORDS: readonly string[] = [
	...['na', 'n\\.a', 'nan', 'nil', 'none', 'null', 'undefined', 'unknown', 'void', 'empty', 'blank', 'tb[adc]'],
	...['nothing', 'missing', 'unavailable', 'keine', 'unbekannt', 'inconnue?', 'aucune?'],
	...['ningun[oa]', 'desconocid[oa]', 'nenhuma?', 'desconhecid[oa]', 'nulo'],
];

const alone = (words: readonly string[], open: string, close: string) =>
	new RegExp(`^${open}(?:${words.join('|')})${close}$`, 'i');
/** One of these, with or without brackets or quotes: "(none)", "<null>", "N.A.". */
const ANY_ALONE = alone([...NO_NAMES, ...WORDS], '[\\s([<{"\'*]*', '[\\s)\\]>}"\'*.!?]*');
const NO_NAME_ALONE = alone(NO_NAMES, '[\\s([<{"\'*]*', '[\\s)\\]>}"\'*.!?]*');
/** In brackets, a word is no name either. */
const WORD_IN_BRACKETS = alone(WORDS, '[([<{]+', '[)\\]>}]+');
/** What JavaScript writes for nothing, in its own case. */
const OF_A_PROGRAM: ReadonlySet<string> = new Set(['null', 'undefined', 'NaN']);
const LONGEST = 24;

/** Most texts that are asked about are phones: a digit or a plus is enough to say that it is something. */
function beginsANumber(text: string): boolean {
	const code = text.charCodeAt(0);
	return code === 0x2b || (code >= 0x30 && code <= 0x39);
}

/** Letters with which one of `NO_NAMES` begins. */
const FIRST_LETTERS = 'nksNKS';

function beginsWithLetter(text: string): boolean {
	const code = text.charCodeAt(0) | 0x20;
	return code >= 0x61 && code <= 0x7a;
}

function endsInDigit(text: string): boolean {
	const code = text.charCodeAt(text.length - 1);
	return code >= 0x30 && code <= 0x39;
}

/** Whether a text means "nothing" where a phone number or an email is expected, or an id that nobody promised to be one. */
export function isPlaceholder(text: string): boolean {
	if (text.length > LONGEST || beginsANumber(text)) return false;
	if (beginsWithLetter(text) && (text.includes('@') || endsInDigit(text))) return false;
	return SIGNS_ALONE.test(text) || ANY_ALONE.test(text);
}

/** Whether a text cannot be anybody's name. */
export function isNoName(text: string): boolean {
	if (text.length > LONGEST) return false;
	if (beginsWithLetter(text) && !FIRST_LETTERS.includes(text.charAt(0))) return OF_A_PROGRAM.has(text);
	return SIGNS_ALONE.test(text) || OF_A_PROGRAM.has(text) || NO_NAME_ALONE.test(text) || WORD_IN_BRACKETS.test(text);
}
