// Reads an email address as people write it: anything around the address is dropped, the address itself is not changed.
import { foundExpected } from '../model/fault';

/** The address to send, or why there is none. */
export type EmailReading = { email: string } | { message: string };

const AROUND = '[\\s,;:.<>()[\\]{}"\'`“”‘’«»]';
const IN_FRONT = new RegExp(`^(?:${AROUND}|mailto:)+`, 'i');
const BEHIND = new RegExp(`${AROUND}+$`);
const LINK = /^\W*mailto:/i;
/** `Jane Doe <jane@example.com>`, as mail programs write it. */
const WITH_NAME = /^[^<>@]*<([^<>]+)>\W*$/;
/** "(work)" after the address. */
const LABEL = /\s*[([][^()[\]@]*[)\]]\s*$/;
// Plausible only: whether an address exists is for Uservox to find out.
const EMAIL = /^[^\s@,;:<>()[\]"\\|]+@[^\s@.,;:<>()[\]"'\\|/]+(?:\.[^\s@.,;:<>()[\]"'\\|/]+)+$/;

/** Reads the address in a cell. @param found the cell's text */
export function readEmail(found: string): EmailReading {
	if (EMAIL.test(found) && !IN_FRONT.test(found)) return { email: found };
	const address = WITH_NAME.exec(found)?.[1] ?? found.replace(LABEL, '');
	const withoutQuery = LINK.test(address) ? address.replace(/\?.*$/, '') : address;
	const email = withoutQuery.replace(IN_FRONT, '').replace(BEHIND, '');
	return EMAIL.test(email) ? { email } : { message: foundExpected(found, 'an email address such as jane@example.com') };
}

/** Whether a cell's text is an email address that can be sent. */
export function isEmail(text: string): boolean {
	return 'email' in readEmail(text);
}
