// What docs/errors.md says of each error code. Whether trying again can help is the code's to say.
import type { ErrorCode } from '../../../nodes/Uservox/model/codes';

interface Explanation {
	happened: string;
	/** What to do about it. */
	remedy: string;
	/** Trying again helps only after some time, or after something else has been done. */
	retry?: string;
}

export const ERROR_CODES: Readonly<Record<ErrorCode, Explanation>> = {
	invalidLead: {
		happened: 'The lead failed the check and was not sent. `details` lists each field',
		remedy: 'Correct the row',
	},
	invalidInput: {
		happened:
			'A parameter has no value, or one that cannot be used, for this item (all operations except the two that initiate). Uservox was not asked',
		remedy: 'Correct what `details` lists',
	},
	duplicateInInput: {
		happened: 'The same lead came earlier in this execution',
		remedy: 'Nothing, or remove the row',
	},
	alreadyExists: {
		happened: 'Uservox already has this lead. It was found before sending, or refused',
		remedy: 'Nothing. To call the lead again, start it by its ID, `existingLead._id`',
	},
	alreadyCalled: {
		happened: 'Uservox has already called this number for this project',
		remedy: 'Nothing. To call the number again, start the existing lead by its ID',
	},
	doNotCall: {
		happened: 'The row says that this person must not be called, or its *Do Not Call* cannot be read',
		remedy: 'Nothing. If it is wrong, correct the row',
	},
	testLead: { happened: 'An ad platform marks the lead as a test', remedy: 'Nothing' },
	invalidPhone: { happened: 'Uservox refuses the phone number', remedy: 'Correct it, with its country code' },
	rejected: { happened: 'Uservox refused this lead for another reason', remedy: 'Read the message' },
	wrongProject: {
		happened: 'The API token belongs to another project',
		remedy: 'Correct the project ID, or use a credential of that project',
	},
	processNotFound: { happened: 'There is no such process', remedy: 'Pick the process from the list' },
	leadNotFound: { happened: 'There is no such lead, or not in this project', remedy: 'Correct the ID' },
	activityNotFound: { happened: 'There is no such activity, or not in this project', remedy: 'Correct the ID' },
	accessRefused: {
		happened: 'Uservox refused the API token or the whole project',
		remedy: 'Check the credential, and whether the project is active',
	},
	requestRefused: {
		happened: 'The request as a whole was refused, or another server answered',
		remedy: 'Read the message, and check the base URL',
	},
	unconfirmed: {
		happened: 'The answer was lost, and it could not be found out whether Uservox took the lead or the update',
		remedy: 'Look the lead up in Uservox before you send it again',
	},
	noCredits: {
		happened: 'The project has no lead credits left, and the run stopped',
		remedy: 'Top up, then run again',
		retry: 'after a top-up',
	},
	stillOpen: {
		happened: '*Wait for Outcome*: the time was up before the call was over',
		remedy: 'Wait again, or let the trigger report the outcome',
		retry: 'later',
	},
	serverFailure: {
		happened: 'Uservox failed or could not be reached. It has not taken the lead',
		remedy: 'Run again later',
	},
	rateLimited: { happened: 'Too many requests', remedy: 'Lower *Requests per 5 Seconds*', retry: 'later' },
	keyBlocked: {
		happened: 'Uservox has blocked the API key, for up to an hour',
		remedy: 'Wait until the time in the message',
		retry: 'later',
	},
	notSent: { happened: 'The run stopped before this item. The message says why', remedy: 'Run again' },
};
