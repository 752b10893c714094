// Writes docs/decision-table.md from the rows that decisionTable.test.ts proves.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { decisionTableDocument } from './decisionTable';

writeFileSync(path.resolve(__dirname, '../../docs/decision-table.md'), decisionTableDocument());
