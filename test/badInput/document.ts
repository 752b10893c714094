// docs/bad-input.md, written from the table that the test proves.
import { KINDS, type Kind } from './kinds';
import type { Rule } from './rules';
import { PARAMETERS } from './parameters';

const HEAD = `# When a value is missing, or is not what it should be

What the node does with a missing or unintended value, for every parameter of every operation. Each line is a test (\`test/badInput\`), in n8n's
engine with a simulated Uservox. The rules are in \`test/badInput/kinds.ts\` and are written by hand; this file is written from them by
\`npm run table\`.

*Nothing there*: a field or column that the item does not have. *Blanks*: spaces only. *The node fails*: nothing is asked, and the execution
fails, unless *On Error* says to continue.
`;

/** Operations that the name of a kind does not tell. */
function parametersOf(kind: Kind): string {
	const lines = PARAMETERS.filter((parameter) => parameter.kind === kind).map(
		({ path, operations }) => `- \`${path}\` of ${operations.join(', ')}`,
	);
	return lines.join('\n');
}

function row({ values, asked, out, why }: Rule): string {
	const inWords = (text: string) =>
		text.replace(': $field', ', which names it').replace('$field', 'it').replace('$value', 'the value');
	return `| ${values.join(', ')} | ${inWords(asked)} | ${inWords(out)} | ${why} |`;
}

function section(kind: Kind): string {
	const title = `## ${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
	const table = ['| value | what is asked | what comes out | why |', '|---|---|---|---|', ...KINDS[kind].map(row)];
	return `${title}\n\n${parametersOf(kind)}\n\n${table.join('\n')}\n`;
}

export function badInputDocument(): string {
	return [HEAD, ...(Object.keys(KINDS) as Kind[]).map(section)].join('\n');
}
