// Why items did not get through, in the words of a summary: "6 process not found, 4 without a phone or email".
import type { FieldFault } from './fault';
import type { ErrorCode } from './codes';

/** Completes "6 …", for one item as for several. */
const BY_CODE: Readonly<Record<ErrorCode, string>> = {
	accessRefused: 'access refused',
	keyBlocked: 'API key blocked',
	rateLimited: 'too many requests',
	noCredits: 'no lead credits left',
	requestRefused: 'request refused',
	serverFailure: 'because Uservox failed or could not be reached',
	wrongProject: 'of another project than the API token',
	processNotFound: 'process not found',
	notSent: 'left when the run stopped',
	unconfirmed: 'unclear whether Uservox took them',
	invalidLead: 'with data that cannot be used',
	invalidInput: 'with input that cannot be used',
	invalidPhone: 'with a phone number that Uservox refuses',
	rejected: 'refused by Uservox',
	leadNotFound: 'lead not found',
	activityNotFound: 'activity not found',
	stillOpen: 'not over yet',
	doNotCall: 'who must not be called',
	testLead: 'test leads',
	alreadyExists: 'already in Uservox',
	alreadyCalled: 'already called',
	duplicateInInput: 'repeated in the input',
};

/** Causes outside the items come first, then faults of the items, then what is known or repeated, which is no fault. */
const CODES = Object.keys(BY_CODE);

/** The fault of a lead that says most, in the words of a summary. The first that applies counts. */
const BY_FAULT: ReadonlyArray<[(fault: FieldFault) => boolean, string]> = [
	[({ code }) => code === 'emptyRow', 'empty rows'],
	[({ code }) => code === 'noLeadField', 'without any lead field'],
	[({ field, code }) => field === 'processId' && code === 'missing', 'without a process'],
	[({ field, code }) => field === 'projectId' && code === 'missing', 'without a project'],
	[({ field }) => field === 'processId', 'with a process ID that cannot be used'],
	[({ field }) => field === 'projectId', 'with a project ID that cannot be used'],
	[({ field, code }) => field === 'leadId' && code === 'missing', 'without a lead ID'],
	[({ field }) => field === 'leadId', 'with a lead ID that cannot be used'],
	[({ field, code }) => field === 'phone' && code === 'missing', 'without a phone or email'],
	[({ field }) => field === 'phone', 'with a phone number that cannot be used'],
	[({ field }) => field === 'email', 'with an email that cannot be used'],
	[({ field, code }) => /name$/i.test(field) && code === 'missing', 'without a name'],
	[({ field }) => field === 'init', 'with a "Start Calling" that is neither yes nor no'],
];

/** Counts reasons, and lists them: the cause first, side issues after it. */
export class Reasons {
	private readonly counts = new Map<string, { rank: number; count: number }>();

	add(errorCode: ErrorCode, details: readonly FieldFault[] = []): void {
		const ofFault = BY_FAULT.find(([applies]) => details.some(applies))?.[1];
		const reason = errorCode === 'invalidLead' || errorCode === 'invalidInput' ? ofFault : undefined;
		const words = reason ?? BY_CODE[errorCode];
		const entry = this.counts.get(words) ?? { rank: CODES.indexOf(errorCode), count: 0 };
		this.counts.set(words, { ...entry, count: entry.count + 1 });
	}

	/** Such as "6 process not found, 4 without a phone or email"; empty if nothing was counted. */
	toString(): string {
		return [...this.counts]
			.sort(([, one], [, other]) => one.rank - other.rank || other.count - one.count)
			.map(
				([words, { count }]) => `${count.toLocaleString('en-US')} ${count === 1 ? (SINGULAR[words] ?? words) : words}`,
			)
			.join(', ');
	}
}

const SINGULAR: Readonly<Record<string, string>> = {
	'empty rows': 'empty row',
	'test leads': 'test lead',
	'unclear whether Uservox took them': 'unclear whether Uservox took it',
};
