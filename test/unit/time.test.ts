// Moments as people's values hold them, in the workflow's time zone whatever the zone of the process.
import { readTime } from '../../nodes/Uservox/operations/parameters/time';

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
	expect(readTime(value, timezone)).toEqual({ time: { ms, offsetMinutes, text: expect.stringMatching(/^202/) } });
});

test.each([undefined, null, '', ' ', 'soon', '2026-02-30', {}, [], true, NaN, Infinity, '12', '12:30', 1772323200])(
	'%p is none',
	(value) => {
		expect(readTime(value, 'UTC')).toEqual({ fault: expect.stringContaining('expected a date and time') });
	},
);
