// Every error code and what follows from it: the table of the contract.

interface Fate {
	/** Whether sending or asking the same again later can help. */
	retryable: boolean;
	/** Nothing of the lead has reached Uservox, or it certainly stored nothing: it may go out again in the same execution. */
	untouched?: true;
	/** The cause lies outside the items. When all that could have gone out end like this, the node fails. */
	outside?: true;
	/** Such an item could not have gone out in any case: it failed its check, is known to Uservox, or repeats another one. */
	own?: 'check' | 'known' | 'repeated';
}

export const CODES = {
	invalidLead: { retryable: false, untouched: true, own: 'check' },
	invalidInput: { retryable: false, own: 'check' },
	duplicateInInput: { retryable: false, own: 'repeated' },
	alreadyExists: { retryable: false, own: 'known' },
	alreadyCalled: { retryable: false, own: 'known' },
	doNotCall: { retryable: false, untouched: true, own: 'check' },
	testLead: { retryable: false, untouched: true, own: 'check' },
	invalidPhone: { retryable: false },
	rejected: { retryable: false },
	wrongProject: { retryable: false, untouched: true },
	processNotFound: { retryable: false, untouched: true },
	leadNotFound: { retryable: false },
	activityNotFound: { retryable: false },
	accessRefused: { retryable: false, untouched: true, outside: true },
	noCredits: { retryable: true, untouched: true, outside: true },
	requestRefused: { retryable: false, untouched: true, outside: true },
	stillOpen: { retryable: true },
	serverFailure: { retryable: true, untouched: true, outside: true },
	unconfirmed: { retryable: false },
	rateLimited: { retryable: true, untouched: true, outside: true },
	keyBlocked: { retryable: true, untouched: true, outside: true },
	notSent: { retryable: true, untouched: true },
} as const satisfies Record<string, Fate>;

export type ErrorCode = keyof typeof CODES;

/** What follows from a code. */
export function fateOf(code: ErrorCode): Fate {
	return CODES[code];
}

export function isErrorCode(text: string): text is ErrorCode {
	return Object.hasOwn(CODES, text);
}
