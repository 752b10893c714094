// Reads a moment: what n8n's date picker gives, what an expression gives, or a number of milliseconds.
import { DateTime } from 'luxon';
import { isEmpty } from '../../input/cell';
import { foundExpected } from '../../model/fault';
import { LONGEST_TEXT } from '../../model/limits';

export interface Moment {
	/** Since the epoch. */
	ms: number;
	/** Of the workflow's time zone at that moment, such as 330 in India. */
	offsetMinutes: number;
	/** As ISO text, for messages and items. */
	text: string;
	/** The last millisecond of the day (or month, or week) that was given without a time of day. */
	lastMs?: number;
}

/** Since the epoch. Ten digits would be seconds: what that means nobody has said. */
const MILLISECONDS = /^\d{12,14}$/;
/** A date without a time of day, by what it names: a day, a week or a month. */
const WHOLE: ReadonlyArray<[RegExp, 'day' | 'week' | 'month']> = [
	[/^\d{4}-?(?:\d\d-?\d\d|\d{3}|W\d\d-?\d)$/, 'day'],
	[/^\d{4}-?W\d\d$/, 'week'],
	[/^\d{4}-\d\d$/, 'month'],
];
/** A time of day alone would be taken for today's. */
const BEGINS_WITH_A_DATE = /^\d{4}-?(?:\d\d|W)/;

const EXPECTED = 'a date and time such as 2026-03-31T09:00:00';

/** @param timezone the workflow's: it counts where the value has none of its own */
export function readTime(value: unknown, timezone: string): { time: Moment } | { fault: string } {
	if (isEmpty(value)) return { fault: `found nothing, expected ${EXPECTED}` };
	const moment = momentOf(value, timezone);
	if (!moment?.isValid) return { fault: foundExpected(shownText(value), EXPECTED) };
	const here = moment.setZone(timezone);
	const time: Moment = { ms: moment.toMillis(), offsetMinutes: here.offset, text: here.toISO() ?? '' };
	const unit = typeof value === 'string' ? unitOf(value.trim()) : undefined;
	return { time: unit === undefined ? time : { ...time, lastMs: here.endOf(unit).toMillis() } };
}

/** What a text names as a whole, if it has no time of day. */
function unitOf(text: string): 'day' | 'week' | 'month' | undefined {
	return text.length > LONGEST_TEXT.time ? undefined : WHOLE.find(([form]) => form.test(text))?.[1];
}

/**
 * When a period ends: with the day, if only a date was given. A period that begins and ends with the same midnight, as n8n's date picker
 * gives one day for both, is that day.
 */
export function endOfPeriod(start: Moment, end: Moment, timezone: string): number {
	const last = end.lastMs ?? end.ms;
	const day = DateTime.fromMillis(start.ms, { zone: timezone });
	return last === start.ms && day.startOf('day').toMillis() === start.ms ? day.endOf('day').toMillis() : last;
}

function momentOf(value: unknown, zone: string): DateTime | undefined {
	if (DateTime.isDateTime(value)) return value;
	if (value instanceof Date) return DateTime.fromJSDate(value);
	const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '';
	if (text.length > LONGEST_TEXT.time) return undefined;
	if (MILLISECONDS.test(text)) return DateTime.fromMillis(Number(text));
	if (!BEGINS_WITH_A_DATE.test(text)) return undefined;
	const iso = DateTime.fromISO(text, { zone });
	return iso.isValid ? iso : DateTime.fromSQL(text, { zone });
}

function shownText(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : typeof value;
}
