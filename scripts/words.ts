// `npm run words`: makes the lexicon that the node reads, and the tables of docs/headers.md, of the word lists in nodes/Uservox/input/words/.
import { readFileSync, writeFileSync } from 'node:fs';
import { LEXICON, lexicon, PAGE, pageWithWords } from '../test/words';

writeFileSync(LEXICON, lexicon());
writeFileSync(PAGE, pageWithWords(readFileSync(PAGE, 'utf8')));
