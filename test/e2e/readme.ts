// README's numbered steps, read from README, so that neither they nor the walk along them can change alone.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../n8n/setup';

const README = readFileSync(path.join(ROOT, 'README.md'), 'utf8');

/** README's steps, by heading: the whole text that each must have. Names that the walk uses are caught. */
export const STEPS = {
	Connect: [
		/^In Uservox, open \*\*Account Settings\*\*, and copy the API token and the project ID\.$/,
		/^In n8n, create a credential \*\*(.+?)\*\*, and paste them as \*\*(.+?)\*\* and \*\*(.+?)\*\*\. Leave the other fields as they are\.$/,
		/^\*\*(.+?)\.\*\* n8n tests the credential with a request that only reads\. If something is wrong, a sentence says what\.$/,
	],
	'First import in five minutes': [
		/^Save \[`(.+?)`\]\((.+?)\)\. In a new workflow, choose \*\*⋯ → (.+?) → (.+?)\*\*, and open it\.$/,
		/^In \*(.+?)\*, \*(.+?)\* and \*(.+?)\*, choose your Google account and paste the address of your sheet\. Its tab is called \*(.+?)\*\. Add three empty columns to it: \*(.+?)\*, \*(.+?)\* and \*(.+?)\*\.$/,
		/^Open \*(.+?)\*\. Choose your \*\*(.+?)\*\*, and pick the \*\*(.+?)\*\* from the list\.$/,
		/^Switch on \*\*(.+?)\*\*, and click \*\*(.+?)\*\*\. \*\*(.+?)\*\* shows what would be sent, \*\*(.+?)\*\* shows what would not, and why\. Nobody is called, nothing is stored, and the sheet stays as it is\.$/,
		/^Switch off \*\*(.+?)\*\*, close the node, and click \*\*(.+?)\*\*\. \*\*This calls people at once\.\*\* The sheet gets the status of each row\.$/,
	],
	'The trigger': [
		/^In your \*\*(.+?)\*\* credential, enter a \*\*(.+?)\*\*: a long random text that you make up\. It is not the API token\.$/,
		/^Add a \*\*(.+?)\*\* to a workflow, choose the credential, and copy the \*\*(.+?)\*\* under \*\*(.+?)\*\*\.$/,
		/^In Uservox, open \*\*(.+?)\*\*\.$/,
		/^Paste the address as \*\*(.+?)\*\*\. Choose the payload format \*\*(.+?)\*\* and the authentication \*\*(.+?)\*\*, and enter the callback token\. Save\.$/,
		/^In n8n, \*\*(publish)\*\* the workflow\. \*\*(.+?)\*\* in the trigger then says whether Uservox reports to it\.$/,
	],
} as const satisfies Record<string, readonly RegExp[]>;

export type Heading = keyof typeof STEPS;

/** The text under a heading of README, up to the next one. */
export function sectionOf(heading: string): string {
	const section = README.split(/^## /m).find((text) => text.startsWith(`${heading}\n`));
	assert.ok(section !== undefined, `README has no heading "${heading}"`);
	return section;
}

/** The numbered steps under a heading, each in one line. */
export function stepsUnder(heading: string): string[] {
	const [, ...steps] = sectionOf(heading).split(/^\d+\. /m);
	return steps.map((step) => (step.split('\n\n')[0] ?? '').trim().replace(/\s+/g, ' '));
}

/** The names that the text of README catches. @throws AssertionError when README says something else now */
export function namesIn(text: string, pattern: RegExp): string[] {
	const match = pattern.exec(text);
	assert.ok(match, `README says now: ${text}`);
	return match.slice(1);
}
