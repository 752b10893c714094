// Proves each row of the decision table in a world made for it.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DECISION_TABLE, decisionTableDocument } from './decisionTable';
import { violationsOf } from './invariants';
import { endsOf, readPlan } from './plainWorld';

test.each(DECISION_TABLE)('$number. $cause ($known) → $end', async ({ world, ends, submissions, duplicates = 0 }) => {
	const reading = await readPlan(world);
	expect(endsOf(reading.story)).toEqual(ends);
	if (submissions !== undefined) expect(reading.submissions).toHaveLength(submissions);
	expect(reading.story.books.duplicates).toHaveLength(duplicates);
	expect(reading.story.books.blocks).toEqual([]);
	expect(violationsOf(reading)).toEqual([]);
});

test('rows are numbered from 1', () => {
	expect(DECISION_TABLE.map(({ number }) => number)).toEqual(DECISION_TABLE.map((_, index) => index + 1));
});

test('the document holds the table as it is', () => {
	const document = readFileSync(path.resolve(__dirname, '../../docs/decision-table.md'), 'utf8');
	expect(document).toBe(decisionTableDocument());
});
