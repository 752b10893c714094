// Moments as people's values hold them, in the workflow's time zone whatever the zone of the process.
import { endOfPeriod, readTime } from '../../nodes/Uservox/operations/parameters/time';

const NOON = Date.UTC(2026, 6, 1, 12);

test.each<[unknown, string, number, number]>([
	[NOON, 'Asia/Kolkata', NOON, 330],
	[String(NOON), 'America/New_York', NOON, -240],
	[new Date(NOON), 'Europe/Berlin', NOON, 120],
	['2026-07-01T12:00:00', 'Europe/Berlin', NOON - 7_200_000, 120],
	['2026-07-01T12:00:00+05:30', 'Europe/Berlin', NOON - 19_800_000, 120],
	[' 2026-07-01 12:00:00 ', 'UTC', NOON, 0],
	['2026-01-01', 'Europe/Berlin', Date.UTC(2025, 11, 31, 23), 60],
])('%p in %s', (value, timezone, ms, offsetMinutes) => {
	expect(readTime(value, timezone)).toMatchObject({ time: { ms, offsetMinutes, text: expect.stringMatching(/^202/) } });
});

test.each([undefined, null, '', ' ', 'soon', '2026-02-30', {}, [], true, NaN, Infinity, '12', '12:30', 1772323200])(
	'%p is none',
	(value) => {
		expect(readTime(value, 'UTC')).toEqual({ fault: expect.stringContaining('expected a date and time') });
	},
);

const DAY = 24 * 60 * 60 * 1000;
const utc = (text: string) => Date.parse(`${text}Z`);

test.each<[unknown, unknown, string, number]>([
	['2026-03-01', '2026-03-01', 'UTC', utc('2026-03-01T23:59:59.999')],
	['2026-03-01', '2026-03-31', 'UTC', utc('2026-03-31T23:59:59.999')],
	['2026-03-01T09:00:00', ' 2026-03-01 ', 'UTC', utc('2026-03-01T23:59:59.999')],
	['2026-03-01', '2026-03-01', 'Asia/Kolkata', utc('2026-03-01T18:29:59.999')],
	['2026-03-08', '2026-03-08', 'America/New_York', utc('2026-03-09T03:59:59.999')],
	['20260301', '20260302', 'UTC', utc('2026-03-02T23:59:59.999')],
	['2026-03', '2026-03', 'UTC', utc('2026-03-31T23:59:59.999')],
	['2026-W10', '2026-W10', 'UTC', utc('2026-03-08T23:59:59.999')],
	['2026-03-01T00:00:00', '2026-03-01T00:00:00', 'UTC', utc('2026-03-01T23:59:59.999')],
	['2026-03-01', '2026-03-01T00:00:00', 'Europe/Berlin', utc('2026-03-01T22:59:59.999')],
	['2026-03-01', '2026-03-02T00:00:00', 'UTC', utc('2026-03-02T00:00:00.000')],
	['2026-03-01', '2026-03-01T10:30:00', 'UTC', utc('2026-03-01T10:30:00.000')],
	[NOON, NOON, 'UTC', NOON],
	[NOON, NOON + DAY, 'UTC', NOON + DAY],
])('from %p to %p in %s', (first, last, timezone, expected) => {
	const [start, end] = [first, last].map((value) => readTime(value, timezone));
	if (start === undefined || end === undefined || !('time' in start) || !('time' in end)) throw new Error('no time');
	expect(endOfPeriod(start.time, end.time, timezone)).toBe(expected);
});
