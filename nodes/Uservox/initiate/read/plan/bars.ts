// Who must not be called, because the row says so: do-not-call columns, and test leads of ad platforms.
import { isIn } from '../../../input/header/lexicon';
import { wordsOf } from '../../../input/header/normalise';
import { shown } from '../../../model/fault';
import { readYesOrNo } from '../../../model/yesNo';
import { Which } from '../../../input/header/which';
import type { Bar, PhoneSource } from './plan';
import type { At, KeptBack, Taken } from './rowTypes';
import type { Path } from '../../../input/place';

/** What the bars of one row say. */
export interface Bars {
	/** Nobody is to be called in this row. */
	all: KeptBack | undefined;
	/** Why this number is not to be called. */
	of: (source: Pick<PhoneSource, 'which' | 'ordinal'>) => KeptBack | undefined;
}

const NONE: Bars = { all: undefined, of: () => undefined };

/** What the few texts of such a column say. */
const answers = new Map<string, boolean | undefined>();
const MOST_ANSWERS = 200;
const LONGEST_ANSWER = 20;

/** Whether a value bars a call; undefined if it says neither. An empty value bars none. */
export function isBarring(value: unknown): boolean | undefined {
	if (typeof value !== 'string' || value.length > LONGEST_ANSWER) return isBarringAnew(value);
	if (!answers.has(value)) {
		if (answers.size >= MOST_ANSWERS) answers.clear();
		answers.set(value, isBarringAnew(value));
	}
	return answers.get(value);
}

function isBarringAnew(value: unknown): boolean | undefined {
	const read = readYesOrNo(value);
	if ('answer' in read) return read.answer ?? false;
	if (Array.isArray(value) && value.length === 0) return false;
	const words = typeof value === 'string' ? wordsOf(value).join('') : '';
	if (words === '')
		return typeof value === 'string' && value.length < LONGEST_STATUS && /^[-–—.?_/\\\s]*$/.test(value)
			? false
			: undefined;
	if (isIn('not-barred', words)) return false;
	return isIn('barred', words) || isIn('do-not-call', words) ? true : undefined;
}

/** What the columns of bars say of one row. */
export function barredIn(bars: readonly Bar[], at: At): Bars {
	if (bars.length === 0) return NONE;
	let all: KeptBack | undefined;
	const ofNumbers: Array<{ of: { which: Which; ordinal: number }; why: KeptBack }> = [];
	for (const bar of bars) {
		const why = reasonIn(bar, at(bar.path));
		if (why === undefined) continue;
		if (bar.of === undefined) all ??= why;
		else ofNumbers.push({ of: bar.of, why });
	}
	return {
		all,
		of: ({ which, ordinal }) =>
			ofNumbers.find(({ of }) => of.which === which && Math.max(1, of.ordinal) === Math.max(1, ordinal))?.why,
	};
}

function reasonIn({ name, kind }: Bar, value: unknown): KeptBack | undefined {
	if (kind === 'status') {
		const phrase = typeof value === 'string' && value.length < LONGEST_STATUS ? statusIn(value) : undefined;
		return phrase === undefined ? undefined : because(`"${name}" says ${shown(phrase)}`);
	}
	if (kind === 'mayCall') return isNo(value) ? because(`"${name}" says ${shown(value)}`) : undefined;
	return keptBackBy(name, value);
}

const LONGEST_STATUS = 500;

const because = (what: string): KeptBack => ({ code: 'doNotCall', message: `The lead was not sent: ${what}.` });

/** Why a value of *Do Not Call* keeps a lead back, if it does: a yes, and what is neither yes nor no. */
export function keptBackBy(name: string, value: unknown): KeptBack | undefined {
	const answer = isBarring(value);
	if (answer === false) return undefined;
	if (answer === true) return because(`"${name}" says ${shown(value)}`);
	return because(`"${name}" has ${shown(value)}, which is neither yes nor no, so it may mean "do not call"`);
}

/** Whether somebody says that a call is not welcome. An empty cell says nothing. */
function isNo(value: unknown): boolean {
	const read = readYesOrNo(value);
	if ('answer' in read) return read.answer === false;
	const words = typeof value === 'string' ? wordsOf(value).join('') : '';
	return isIn('barred', words) || isIn('do-not-call', words);
}

/** A word for "do not call" in the state of a row, alone or in a list of tags. */
function statusIn(value: string): string | undefined {
	return value
		.split(/[,;|]/)
		.find((part) => isIn('do-not-call', wordsOf(part).join('')))
		?.trim();
}

/** What Meta's test tool writes: "<test lead: dummy data for email>". */
const isTestValue = ({ cell }: Taken): boolean =>
	'text' in cell && cell.text !== undefined && cell.text.includes('test lead: dummy data');

/** Whether an ad platform marks this as a test. */
export function testLeadIn(tests: readonly Path[], taken: readonly Taken[], at: At): KeptBack | undefined {
	const isMarked = tests.length > 0 && tests.some((path) => isBarring(at(path)) === true);
	return isMarked || taken.some(isTestValue)
		? { code: 'testLead', message: 'The lead was not sent: the ad platform marks it as a test.' }
		: undefined;
}
