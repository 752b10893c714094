// Writes docs/bad-input.md from the table that badInput.test.ts proves.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { badInputDocument } from './document';

writeFileSync(path.resolve(__dirname, '../../docs/bad-input.md'), badInputDocument());
