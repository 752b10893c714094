// Reads an email address as people write it: anything around the address is dropped, the address itself is not changed.
import { foundExpected, type FaultCode } from '../model/fault';
import { LONGEST_TEXT, tooLong } from '../model/limits';

/** The address to send, or why there is none. */
export type EmailReading = { email: string } | { code: FaultCode; message: string };

/** What people put around an address. */
const AROUND: ReadonlySet<string> = new Set(' \t\r\n\v\f\u00a0\u200b\ufeff,;:.<>()[]{}"\'`“”‘’«»');
const LINK = /^mailto:/i;
/** `Jane Doe <jane@example.com>`, as mail programs write it. */
const WITH_NAME = /^[^<>@]*<([^<>]+)>\W*$/;
// Plausible only: whether an address exists is for Uservox to find out.
const EMAIL = /^[^\s@,;:<>()[\]"\\|]+@[^\s@.,;:<>()[\]"'\\|/]+(?:\.[^\s@.,;:<>()[\]"'\\|/]+)+$/;

/** Without what is around an address, "mailto:" in front included. */
function bare(text: string): string {
	let start = 0;
	let end = text.length;
	while (end > start && AROUND.has(text.charAt(end - 1))) end -= 1;
	for (;;) {
		while (start < end && AROUND.has(text.charAt(start))) start += 1;
		const link = LINK.exec(text.slice(start, start + 7));
		if (link === null) return text.slice(start, end);
		start += link[0].length;
	}
}

/** Without "(work)" after the address. */
function withoutLabel(text: string): string {
	const end = text.trimEnd();
	if (!end.endsWith(')') && !end.endsWith(']')) return text;
	const label = end.slice(Math.max(end.lastIndexOf('('), end.lastIndexOf('[')), -1);
	return label === '' || /[()[\]@]/.test(label.slice(1)) ? text : end.slice(0, -label.length - 1);
}

/** Without "?subject=…" of a link. */
function withoutQuery(text: string): string {
	return text.split('?', 1)[0] ?? '';
}

/** Reads the address in a cell. @param found the cell's text */
export function readEmail(found: string): EmailReading {
	if (found.length > LONGEST_TEXT.email) return { code: 'tooLong', message: tooLong(found.length, LONGEST_TEXT.email) };
	if (EMAIL.test(found) && !AROUND.has(found.charAt(0)) && !LINK.test(found)) return { email: found };
	const address = WITH_NAME.exec(found)?.[1] ?? withoutLabel(found);
	const isLink = LINK.test(address.replace(/^\W+/, ''));
	const email = bare(isLink ? withoutQuery(address) : address);
	return EMAIL.test(email)
		? { email }
		: { code: 'invalid', message: foundExpected(found, 'an email address such as jane@example.com') };
}

/** Whether a cell's text is an email address that can be sent. */
export function isEmail(text: string): boolean {
	return 'email' in readEmail(text);
}
