// Which of several phones: mobile before work before home, and never a fax.
import { cover } from './cover';
import type { Sense } from './lexicon';
import { wordsOf } from './normalise';

/** In the order in which they are preferred. */
export enum Which {
	Mobile,
	Plain,
	Messenger,
	Work,
	Home,
}

/** What the words of a header or a label say; undefined if they say nothing of it. */
export function whichOf(has: (sense: Sense) => boolean): Which | undefined {
	if (has('mobile')) return Which.Mobile;
	if (has('home') || has('landline')) return Which.Home;
	if (has('work')) return Which.Work;
	return has('whatsapp') ? Which.Messenger : undefined;
}

/** What a label such as "Work Fax" or "* Mobile" says. */
export function whichOfLabel(label: string): Which | 'fax' | undefined {
	const senses = new Set(
		cover(wordsOf(label)).flatMap((piece) => (piece.kind === 'known' ? [...piece.entry.senses] : [])),
	);
	return senses.has('fax') ? 'fax' : whichOf((sense) => senses.has(sense));
}
