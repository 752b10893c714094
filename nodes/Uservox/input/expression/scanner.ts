// Reads an expression's text from left to right: names, texts, numbers and signs. Never goes back, so that its time is linear.
import { readPattern, type Pattern } from './pattern';

const BLANK = /[ \t\r\n]*/y;
const NAME = /[A-Za-z_$][\w$]*/y;
/** Not `08`, `1.`, `.5`, `1e3`, and nothing that goes on after the number. */
const NUMBER = /(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?(?![\w$.])/y;
const INDEX = /(?:0|[1-9]\d{0,5})(?![\w$.])/y;
/** Without line breaks; of escapes, those that mean the same everywhere. */
const TEXT = /"((?:[^"\\\p{Cc}]|\\["'`\\/nrt])*)"|'((?:[^'\\\p{Cc}]|\\["'`\\/nrt])*)'/uy;
const TEMPLATE_TEXT = /[^`\\$\p{Cc}]*/uy;
const PATTERN = /\/((?:[^\\/[\p{Cc}]|\\[^\p{Cc}]|\[(?:[^\\\]\p{Cc}]|\\[^\p{Cc}])*\]){1,200})\/([a-z]*)/uy;

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function unescaped(text: string): string {
	return text.includes('\\') ? text.replace(/\\(.)/g, (_, sign: string) => ESCAPED[sign] ?? sign) : text;
}

/** How n8n takes a parameter's text apart: `a{{ b }}c` → texts `a` and `c` around the code ` b `. */
export function split(template: string): { texts: string[]; codes: string[] } {
	const texts: string[] = [];
	const codes: string[] = [];
	let rest = 0;
	for (;;) {
		const open = template.indexOf('{{', rest);
		const close = open === -1 ? -1 : template.indexOf('}}', open + 2);
		texts.push(template.slice(rest, close === -1 ? undefined : open));
		if (close === -1) return { texts, codes };
		codes.push(template.slice(open + 2, close));
		rest = close + 2;
	}
}

export class Scanner {
	private at = 0;

	constructor(private readonly code: string) {}

	private take(shape: RegExp): RegExpExecArray | undefined {
		shape.lastIndex = this.at;
		const found = shape.exec(this.code) ?? undefined;
		if (found !== undefined) this.at = shape.lastIndex;
		return found;
	}

	skipBlanks(): void {
		this.take(BLANK);
	}

	isAtEnd(): boolean {
		this.skipBlanks();
		return this.at === this.code.length;
	}

	/** Takes the first of these signs that comes next. Longer signs go before those they begin with. */
	sign<Sign extends string>(...signs: readonly Sign[]): Sign | undefined {
		this.skipBlanks();
		const found = signs.find((sign) => this.code.startsWith(sign, this.at));
		if (found !== undefined) this.at += found.length;
		return found;
	}

	/** Takes this text if it comes next, without spaces before it. */
	exactly(sign: string): boolean {
		const found = this.code.startsWith(sign, this.at);
		if (found) this.at += sign.length;
		return found;
	}

	/** Whether this text comes next, after spaces; takes none of it. */
	sees(sign: string): boolean {
		this.skipBlanks();
		return this.code.startsWith(sign, this.at);
	}

	name(): string | undefined {
		this.skipBlanks();
		return this.take(NAME)?.[0];
	}

	number(): number | undefined {
		this.skipBlanks();
		const found = this.take(NUMBER);
		return found === undefined ? undefined : Number(found[0]);
	}

	index(): string | undefined {
		this.skipBlanks();
		return this.take(INDEX)?.[0];
	}

	/** A text between quotes. */
	text(): string | undefined {
		this.skipBlanks();
		const found = this.take(TEXT);
		return found === undefined ? undefined : unescaped(found[1] ?? found[2] ?? '');
	}

	/** The text of a template literal up to its end or the next `${`. */
	templateText(): string {
		let text = '';
		for (;;) {
			text += this.take(TEMPLATE_TEXT)?.[0] ?? '';
			if (!this.code.startsWith('$', this.at) || this.code.startsWith('${', this.at)) return text;
			text += '$';
			this.at += 1;
		}
	}

	pattern(): Pattern | undefined {
		this.skipBlanks();
		const [, source, flags] = this.take(PATTERN) ?? [];
		return source === undefined || flags === undefined ? undefined : readPattern(source, flags);
	}
}
