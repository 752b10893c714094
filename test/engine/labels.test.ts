// What messages quote from n8n's screen is there: a label that is renamed must not leave a sentence that sends people looking for it.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { built } from '../built';
import { isObject } from '../values';

const NODES = path.resolve(__dirname, '../../nodes');
const { Uservox } = built('nodes/Uservox/Uservox.node');
const { UservoxTrigger } = built('nodes/Uservox/UservoxTrigger.node');
const { UservoxApi } = built('credentials/UservoxApi.credentials');

/** Labels of n8n's own: a setting of every node, a mode of mapping, a setting of the workflow, and a field of Split Out. */
const OF_N8N = ['Always Output Data', 'Map Each Column Manually', 'Timeout Workflow', 'Fields To Split Out'];
/** Quoted, but no labels: headers, cells and a country's code, as examples, and what HTTP says. */
const NO_LABELS = new Set(['Full Name', 'E-mail', 'CRM ID', 'Pune', 'Unauthorized', 'Bearer', 'GET', 'POST', 'DE']);

/** All that n8n shows of a description: display names, and the names of choices. */
function labelsIn(value: unknown, labels = new Set<string>()): Set<string> {
	if (Array.isArray(value)) value.forEach((entry) => labelsIn(entry, labels));
	if (!isObject(value)) return labels;
	for (const [key, inner] of Object.entries(value)) {
		if ((key === 'displayName' || key === 'name') && typeof inner === 'string') labels.add(inner);
		else labelsIn(inner, labels);
	}
	return labels;
}

/** The texts that a source file holds, each template as one, with a blank for what is filled in. */
function textsIn(file: string): string[] {
	const texts: string[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) texts.push(node.text);
		if (ts.isTemplateExpression(node)) {
			texts.push([node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join(' … '));
		}
		ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true));
	return texts;
}

/** Words in double quotes that look like a label: with a capital letter each, but for small ones in between. */
const QUOTED = /"([A-Z][\w/-]*(?: (?:[A-Z0-9][\w/-]*|a|as|by|for|in|of|or|per|the|to|with))*)"/g;
/** Labels that advice names without quotes. */
const ADVISED = /\b[Ss]et (?:the )?([A-Z]\w*(?: [A-Z]\w*)*) in the (?:node|credential)/g;

const named = readdirSync(NODES, { recursive: true, encoding: 'utf8' })
	.filter((name) => name.endsWith('.ts'))
	.flatMap((name) =>
		textsIn(path.join(NODES, name)).flatMap((text) =>
			[QUOTED, ADVISED].flatMap((pattern) =>
				[...text.matchAll(pattern)].map(([, label = '']) => [label, name] as const),
			),
		),
	)
	.filter(([label]) => !NO_LABELS.has(label));

const credential = new UservoxApi().properties;
const LABELS_OF = {
	node: labelsIn([new Uservox().description, credential]),
	trigger: labelsIn([new UservoxTrigger().description, credential]),
};

test('messages name labels at all', () => {
	expect(named.map(([label]) => label)).toEqual(
		expect.arrayContaining(['Requests per 5 Seconds', 'Dry Run', 'Always Output Data', 'Project ID']),
	);
});

test.each(named)('"%s", which %s names, is on the screen', (label, file) => {
	expect([...LABELS_OF[/trigger/i.test(file) ? 'trigger' : 'node'], ...OF_N8N]).toContain(label);
});
