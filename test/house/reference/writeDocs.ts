// Writes what README and docs show of the code: `npm run docs`.
import { readFileSync, writeFileSync } from 'node:fs';
import { DOCUMENTS } from './documents';
import { withTables } from './tables';

for (const file of DOCUMENTS) {
	const document = readFileSync(file, 'utf8');
	const renewed = withTables(document);
	if (renewed !== document) writeFileSync(file, renewed);
}
