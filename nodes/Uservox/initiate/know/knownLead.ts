// What an item says about a lead that Uservox knows.
import { existingLeadOf } from '../../api/answer/foundLead';
import { failed, type Failed } from '../../model/ended';
import { contradicts } from '../../model/sameLead';
import type { KnownLead } from './know';
import type { MatchedBy } from '../../api/search/leadIndex';

const FOUND_BY: Record<MatchedBy, string> = {
	id: 'ID',
	reference: 'reference ID in this process',
	email: 'email in this project',
	phone: 'phone number in this process',
	phoneElsewhere: 'phone number in another process of this project',
};

/** The outcome of a lead that was found beforehand and not sent. */
export function alreadyKnown({ record, existing, by }: KnownLead): Failed {
	const isOther = contradicts({ ...existing.identity, referenceId: undefined }, record.lead);
	const message =
		by === 'reference' && isOther
			? 'Uservox has another lead with the same reference ID in this process, so it would refuse this one. It was not sent. Give each lead a reference ID of its own.'
			: `Uservox has a lead with the same ${FOUND_BY[by]}. It was not sent again.`;
	return {
		...failed('alreadyExists', message, { existingLead: existingLeadOf(existing) }),
		foundBeforehand: true,
		...(isOther ? {} : { isSamePerson: true }),
	};
}

/** The outcome of an uncertain lead once the API has refused another one like it. */
export function refusedLikeAnother(): Failed {
	return failed(
		'alreadyCalled',
		'Uservox has this phone number in another process of the project, and refused other such leads of this run. It was not sent.',
	);
}
