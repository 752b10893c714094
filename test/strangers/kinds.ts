// Which kind of fault each list of strangers stands for: what went wrong with it before the columns of a run were understood as a whole.

/** Kinds, most harmful first, with the files (by the beginning of their names) that showed them. What stands in none was right before. */
export const KINDS: Readonly<Record<string, readonly string[]>> = {
	'a number split over columns': ['079', '104', '107', '108', '04b', '46', '47-'],
	'somebody else': ['029', '038', '040', '045', '050', '084', '103', '25d', '17c', '28c', '40b'],
	'a fax, a landline, an id': ['015', '016', '033', '036', '059', '075', '101', '102', '12-', '35-', '59-'],
	'a company, a title or a number as a name': ['002', '008', '065', '20b', '25b', '36-', '36b', '54-'],
	'do not call': ['008', '033'],
	'the number left behind': ['021', '025', '060', '28b', '19a', '31g', '27-'],
	'held back for nothing': ['006', '077', '15c', '19d', '25c', '45-', '55-', '07c'],
	'not found': [
		'001',
		'051',
		'081',
		'095',
		'03-',
		'04a',
		'06b',
		'06c',
		'07b',
		'08-',
		'14-',
		'16-',
		'22c',
		'25-',
		'32b',
		'37-',
		'38b',
		'39b',
		'39c',
		'44-',
		'47b',
		'50-',
		'52-',
	],
	'another language': ['054', '056', '058', '061', '062', '064', '066', '067', '068', '069', '074', '097', '31d'],
};

/** The kinds that a file shows, for the name of its test. */
export function kindOf(file: string): string {
	const kinds = Object.entries(KINDS).flatMap(([kind, files]) =>
		files.some((one) => file.startsWith(one)) ? [kind] : [],
	);
	return kinds.length === 0 ? 'as before' : kinds.join(', ');
}
