// What people and programs write where there is nothing to write: such a cell is as empty as a blank one.

/** Dashes, dots, question marks and the like alone. A plus is not among them: it may be the rest of a number. */
const SIGNS_ALONE = /^[\s.,;:_?!*~#=|/\\'"()[\]<>\u002d\u2010-\u2015\u2212]+$/;
/** "#N/A", "#REF!", "#DIV/0!": what a spreadsheet shows where a formula failed. */
const FORMULA_ERROR =
	/^#(?:n\/?a|ref|value|name|div\/0|num|null|error|spill|calc|blocked|busy|connect|field|unknown)[!?]?$/;
/** Brackets and quotes around a word: "(none)", "<null>", "[empty]". */
const AROUND = /^[\s([<{"'*]+|[\s)\]>}"'*.!?]+$/g;
const MARKS = /[\u0300-\u036f]/g;

const WORDS: ReadonlySet<string> = new Set([
	...[
		'na',
		'n/a',
		'n.a',
		'n\\a',
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
	...[
		'tbd',
		'tba',
		'tbc',
		'not available',
		'not applicable',
		'not provided',
		'not given',
		'not known',
		'not specified',
	],
	...['not set', 'no data', 'no value', 'no entry', 'nothing', 'missing', 'unavailable', 'none given', 'none provided'],
	...['no email', 'no e-mail', 'no mail', 'no phone', 'no number', 'no phone number', 'no mobile', 'no name'],
	...['k.a', 'keine', 'keine angabe', 'unbekannt', 'inconnu', 'inconnue', 'aucun', 'aucune', 'non renseigne'],
	...[
		'ninguno',
		'ninguna',
		'desconocido',
		'sin datos',
		'no disponible',
		'nenhum',
		'desconhecido',
		'nao informado',
		'nulo',
	],
]);
/** Names of people, written like names. */
const ALSO_NAMES: ReadonlySet<string> = new Set(['Na', 'Nan']);
const LONGEST = 24;

/** Whether a text stands for nothing. @param inName whether it stands where a person's name is expected */
export function isPlaceholder(text: string, inName: boolean): boolean {
	if (text.length > LONGEST) return false;
	if (SIGNS_ALONE.test(text)) return true;
	const lower = text.trim().toLowerCase().normalize('NFD').replace(MARKS, '');
	if (FORMULA_ERROR.test(lower)) return true;
	return WORDS.has(lower.replace(AROUND, '')) && !(inName && ALSO_NAMES.has(text.trim()));
}
