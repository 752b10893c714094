// What README promises to whoever copies from it, and that it stays short.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { namesIn, STEPS, stepsUnder, type Heading } from '../e2e/readme';
import { readCallback } from '../../nodes/Uservox/trigger/readCallback';

const readme = readFileSync(path.resolve(__dirname, '../../README.md'), 'utf8');
const [, body = ''] = /-d '(\{[\s\S]+?\})'\n```/.exec(readme) ?? [];

test('it can be read in a few minutes', () => {
	expect(readme.split('\n').length).toBeLessThanOrEqual(201);
});

test('the request to copy is a call that somebody answered; busy instead of completed, one that nobody did', () => {
	expect(readCallback(JSON.parse(body))?.item).toMatchObject({
		event: 'callConnected',
		leadId: expect.any(String),
		referenceId: 'crm-1',
		connected: true,
		toState: 'interested',
		disposition: 'Interested',
		summary: expect.any(String),
	});
	expect(readCallback(JSON.parse(body.replace('completed', 'busy')))?.event).toBe('callNotConnected');
});

test.each(Object.keys(STEPS) as Heading[])(
	'the steps under "%s" are those that `npm run test:e2e -- walk` takes: change both together',
	(heading) => {
		const steps = stepsUnder(heading);
		expect(steps).toHaveLength(STEPS[heading].length);
		for (const [index, pattern] of STEPS[heading].entries())
			expect(namesIn(steps[index] ?? '', pattern)).not.toContain('');
	},
);
