// Whether an item shows that the node that read a file took it for another table than it is, and which of its settings says otherwise.
import type { IDataObject } from 'n8n-workflow';
import { isAddedByN8n } from '../../input/place';
import { isTooWide } from '../../input/width';
import { LONGEST_TEXT } from '../../model/limits';

/** What Extract from File calls a column without a header. */
const NO_HEADER = '__EMPTY';
const DELIMITERS: ReadonlyArray<readonly [sign: string, name: string]> = [
	[';', '";"'],
	['\t', 'a tab'],
	['|', '"|"'],
];

/**
 * What is wrong with the table, and what to set; undefined if it looks right.
 * @param says whether a header says something of a lead
 */
export function brokenTable(json: IDataObject, says: (header: string) => boolean): string | undefined {
	if (isTooWide(json)) return undefined;
	const keys = Object.keys(json).filter((key) => !isAddedByN8n(key));
	const [first] = keys;
	if (keys.includes(NO_HEADER)) {
		return `the table has columns without a header ("${NO_HEADER}"), as when a title stands above the header row. In the node that reads the file, set Options > Range to begin at the header row`;
	}
	if (first === undefined || keys.length > 1 || first.length > LONGEST_TEXT.header) return undefined;
	if (first === 'row' && Array.isArray(json.row))
		return 'the table has no headers. In the node that reads the file, switch on Options > Header Row';
	for (const [sign, name] of DELIMITERS) {
		const headers = first.split(sign);
		if (headers.length > 1 && headers.some(says))
			return `all columns are in one, "${first.slice(0, 60)}". In the node that reads the file, set Options > Delimiter to ${name}`;
	}
	return undefined;
}
