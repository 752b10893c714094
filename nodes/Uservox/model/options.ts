// The node's options: their bounds, their defaults, and the type that follows from them.
import { z } from 'zod';
import { trimmed } from './blank';
import { countryOf } from './country';
import { foundExpected } from './fault';
import { LONGEST_TEXT } from './limits';
import { readYesOrNo } from './yesNo';

/** What an expression gives for an option: often text, and nothing where the field is empty. Nothing means the default. */
function plain(value: unknown): unknown {
	if (typeof value !== 'string') return value ?? undefined;
	return trimmed(value) || undefined;
}

/** An option whose value may be given as text; its fault says what was found. */
function option<Value>(expected: string, fallback: Value, read: (value: unknown) => Value | undefined) {
	return z.unknown().transform((raw, context): Value => {
		const value = plain(raw);
		if (value === undefined) return fallback;
		const isTooLong = typeof value === 'string' && value.length > LONGEST_TEXT.text;
		const found = isTooLong ? undefined : read(value);
		if (found !== undefined) return found;
		context.addIssue({ code: 'custom', message: foundExpected(raw, expected) });
		return z.NEVER;
	});
}

/** A whole number within bounds, or the same as text. */
export function wholeNumber(minimum: number, maximum: number, fallback: number) {
	const bounds = maximum === Infinity ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`;
	return option(`a whole number ${bounds}`, fallback, (value) => {
		const number = typeof value === 'string' ? Number(value) : value;
		return typeof number === 'number' && Number.isInteger(number) && number >= minimum && number <= maximum
			? number
			: undefined;
	});
}

/** A switch, or yes and no as people write them. */
export function onOrOff(fallback: boolean) {
	return option('true or false', fallback, (value) => {
		const read = readYesOrNo(value);
		return 'answer' in read ? read.answer : undefined;
	});
}

/** A switch of which nothing must not mean off: an expression that gives nothing is a fault. */
export const saidOnOrOff = z
	.unknown()
	.refine((value) => plain(value) !== undefined, 'found nothing, expected true or false')
	.pipe(onOrOff(false));

const API_VERSIONS = ['default', '1.2'] as const;
const IF_KNOWN = ['report', 'updateMetadata'] as const;

/** Every option with its bounds and default; unknown ones are ignored, as n8n keeps removed ones. */
export const optionsSchema = z.object({
	apiVersion: option('"default" or "1.2"', 'default', (value) =>
		API_VERSIONS.find((version) => version === String(value)),
	),
	batchSize: wholeNumber(1, 1000, 1000),
	maxConcurrentRequests: wholeNumber(1, 20, 10),
	requestsPerWindow: wholeNumber(1, 1000, 100),
	maxRetries: wholeNumber(0, 10, 3),
	timeout: wholeNumber(1, 600_000, 60_000),
	validateLeads: onOrOff(true),
	skipInputDuplicates: onOrOff(true),
	cleanPhoneNumbers: onOrOff(true),
	/** The code of a country, or '' for none. */
	defaultCountry: option('the two-letter code of a country, such as "DE"', '', (value) => {
		const code = String(value).toUpperCase();
		return countryOf(code) === undefined ? undefined : code;
	}),
	includeInput: onOrOff(false),
	duplicateGuard: onOrOff(true),
	ifKnown: option('"report" or "updateMetadata"', 'report', (value) => IF_KNOWN.find((known) => known === value)),
});

export type Options = z.infer<typeof optionsSchema>;
