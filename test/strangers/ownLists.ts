// Lists and payloads in the style of real products, written here: a block for each, with what is right beside each row.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import type { IDataObject } from 'n8n-workflow';
import type { List, Truth } from './judge';

const PARTS = ['phone', 'email', 'name', 'firstName', 'lastName'] as const;
/** A column that says what is right: `!phone`. */
const TRUTH = '!';

type Fields = Record<string, unknown>;

function truthOf(fields: Fields): Truth {
	const text = (key: string) => (typeof fields[key] === 'string' && fields[key] !== '' ? fields[key] : undefined);
	const keptBack = text('keptBack');
	const [phoneAlso, nameAlso] = [text('phoneAlso'), text('nameAlso')];
	return {
		expect: Object.fromEntries(PARTS.map((part) => [part, text(part)])),
		also: {
			...(phoneAlso === undefined ? {} : { phone: [phoneAlso] }),
			...(nameAlso === undefined ? {} : { name: [nameAlso] }),
		},
		...(keptBack === 'doNotCall' || keptBack === 'testLead' ? { keptBack } : {}),
		...(fields.none === true || fields.none === 'yes' ? { none: true } : {}),
	};
}

function listOf(file: string, body: string): List {
	const rows = parse(body, { columns: true }) as unknown as Array<Record<string, string>>;
	const split = (row: Record<string, string>, isTruth: boolean) =>
		Object.entries(row).filter(([key]) => key.startsWith(TRUTH) === isTruth);
	return {
		file,
		items: rows.map((row) => Object.fromEntries(split(row, false))),
		truths: rows.map((row) =>
			truthOf(Object.fromEntries(split(row, true).map(([key, value]) => [key.slice(TRUTH.length), value]))),
		),
	};
}

function payloadOf(file: string, body: string): List {
	const [json = '', truth = '{}'] = body.split(/^=> /m);
	return {
		file,
		items: [JSON.parse(json) as IDataObject],
		truths: [truthOf(JSON.parse(truth) as Fields)],
	};
}

/** All blocks of the files in a folder. A block begins with `### its name`; what is right stands behind `=>`, or in columns that begin with "!". */
export function ownLists(folder: string): List[] {
	const at = path.resolve(__dirname, folder);
	return readdirSync(at).flatMap((file) =>
		readFileSync(path.join(at, file), 'utf8')
			.split(/^### /m)
			.slice(1)
			.map((block) => {
				const end = block.indexOf('\n');
				const [name, body] = [block.slice(0, end), block.slice(end + 1)];
				return body.includes('\n=> ') ? payloadOf(name, body) : listOf(name, body);
			}),
	);
}
