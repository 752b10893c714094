// What people and programs write when there is nothing to write. Such a cell counts as empty.

/** Only dashes, dots, question marks and the like. Not a plus, which may be the rest of a number. */
const SIGNS_ALONE = /^[\s.,;:_?!*~#=|/\\'"()[\]<>\u002d\u2010-\u2015\u2212]+$/;

const WORDS: readonly string[] = [
	...[
		'na',
		'n/a',
		'n\\.a',
		'n\\\\a',
		'n-a',
		'nan',
		'nil',
		'none',
		'null',
		'undefined',
		'unknown',
		'void',
		'empty',
		'blank',
	],
	...['tb[adc]', 'not (?:available|applicable|provided|given|known|specified|set)', 'no (?:data|value|entry|name)'],
	...[
		'nothing',
		'missing',
		'unavailable',
		'none (?:given|provided)',
		'no (?:e-?mail|mail|phone|number|phone number|mobile)',
	],
	...[
		'k\\.a',
		'keine(?: angabe)?',
		'unbekannt',
		'inconnue?',
		'aucune?',
		'non renseign[eé]',
		'ningun[oa]',
		'desconocid[oa]',
	],
	...['sin datos', 'no disponible', 'nenhuma?', 'desconhecid[oa]', 'n[aã]o informado', 'nulo'],
	// What a spreadsheet shows when a formula failed.
	...['#(?:n/?a|ref|value|name|div/0|num|null|error|spill|calc|blocked|busy|connect|field|unknown)'],
];
/** One of these words, with or without brackets or quotes: "(none)", "<null>", "N.A.". */
const WORD_ALONE = new RegExp(`^[\\s([<{"'*]*(?:${WORDS.join('|')})[\\s)\\]>}"'*.!?]*$`, 'i');
/** Words that are also names of people, when written like names. */
const ALSO_NAMES: ReadonlySet<string> = new Set(['Na', 'Nan']);
const LONGEST = 24;

/** Whether a text means "nothing". @param inName whether a person's name is expected here */
export function isPlaceholder(text: string, inName: boolean): boolean {
	if (text.length > LONGEST) return false;
	if (SIGNS_ALONE.test(text)) return true;
	return WORD_ALONE.test(text) && !(inName && ALSO_NAMES.has(text.trim()));
}
