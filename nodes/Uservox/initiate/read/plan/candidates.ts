// Which lead field each column can feed, by its header and by its values together.
import type { Kind } from './kind';
import { Claim } from './meaning';
import type { Column } from './survey';

/** What a column can be of a person. */
export type Part =
	'phone' | 'email' | 'name' | 'firstName' | 'lastName' | 'firstOrFullName' | 'lastOrFullName' | 'company';

export interface Candidate {
	part: Part;
	column: Column;
	claim: Claim;
	/** Whether some of its values are what it promises. */
	isGood: boolean;
}

/** Of the values that a column shows, this share at least has to be what a doubtful header promises. */
const MOST = 0.8;
const HALF = 0.5;

const share = (count: number, of: number): number => (of === 0 ? 0 : count / of);

/** What a column can be; nothing for most columns. */
export function candidatesOf(column: Column): Candidate[] {
	const { meaning, values } = column;
	const { filled, phones, emails, people, codes } = values;
	const as = (part: Part, isGood: boolean, claim = meaning.claim): Candidate[] => [{ part, column, claim, isGood }];
	switch (meaning.kind) {
		case 'phone':
			return asPhone(column);
		case 'countryCode':
		case 'areaCode':
			// "PhoneNumber_countrycode" of Zoho Forms holds the number with its country code.
			return filled > 0 && share(phones, filled) >= MOST ? as('phone', true, Claim.ByValue) : [];
		case 'email':
			if (meaning.claim < Claim.ByValue) return as('email', emails > 0);
			return filled === 0 || share(emails, filled) >= HALF ? as('email', emails > 0) : [];
		case 'contact':
			return [
				...(filled === 0 || phones > 0 ? as('phone', phones > 0) : []),
				...(filled === 0 || emails > 0 ? as('email', emails > 0) : []),
				...(share(people, filled) >= HALF ? as('name', true) : []),
			];
		case 'person':
			if (filled === 0) return [];
			if (share(phones, filled) >= MOST) return as('phone', true);
			if (share(emails, filled) >= MOST) return as('email', true);
			return share(people, filled) >= HALF ? as('name', true) : [];
		case 'name':
		case 'firstName':
		case 'lastName':
		case 'firstOrFullName':
		case 'lastOrFullName':
			return asName(column, meaning.kind);
		case 'company':
			return as('company', filled > 0 && share(codes, filled) < 1);
		case 'none':
			return meaning.isUnheard ? asUnheard(column) : [];
		case 'fax':
		case 'extension':
		case 'label':
		case 'doNotCall':
		case 'mayCall':
		case 'status':
		case 'direction':
		case 'testLead':
		case 'referenceId':
		case 'groupId':
			return [];
	}
}

/** Under a header that says so any number is one, but a running number. */
function asPhone(column: Column): Candidate[] {
	const { meaning, values } = column;
	const { filled, phones, callable, isRunning } = values;
	if (isRunning) return [];
	const candidate: Candidate = { part: 'phone', column, claim: meaning.claim, isGood: callable > 0 };
	if (meaning.claim < Claim.ByValue) return [candidate];
	const needed = meaning.claim === Claim.ByValue ? HALF : MOST;
	if (filled === 0) return meaning.claim === Claim.ByValue ? [candidate] : [];
	return share(phones, filled) >= needed ? [{ ...candidate, isGood: true }] : [];
}

function asName(column: Column, kind: Extract<Kind, Part>): Candidate[] {
	const { meaning, values } = column;
	const { filled, people, codes, emails } = values;
	const isHalf = kind === 'firstName' || kind === 'lastName';
	if (share(codes, filled) > HALF) return [];
	if (meaning.claim < Claim.ByValue) return [{ part: kind, column, claim: meaning.claim, isGood: filled > 0 }];
	if (filled === 0 || emails > 0) return [];
	return isHalf || share(people, filled) >= HALF ? [{ part: kind, column, claim: meaning.claim, isGood: true }] : [];
}

/** A header that nobody here knows: only what nothing but a phone or an email can be. */
function asUnheard(column: Column): Candidate[] {
	const { filled, phones, emails, different } = column.values;
	if (filled === 0) return [];
	const isOfEachRow = filled < 3 || different >= filled * HALF;
	if (!isOfEachRow) return [];
	if (share(phones, filled) >= MOST) return [{ part: 'phone', column, claim: Claim.Unheard, isGood: true }];
	return share(emails, filled) >= MOST ? [{ part: 'email', column, claim: Claim.Unheard, isGood: true }] : [];
}
