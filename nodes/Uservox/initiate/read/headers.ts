// Which input field is which lead field, when the user lets the node map automatically.
import type { IDataObject } from 'n8n-workflow';
import { LEAD_FIELDS, type LeadFieldId } from '../../model/lead';
import { isEmpty } from './cell';

/** Usual headers by lead field (design, "The contract"), in the form that `normalised` gives them. */
const ALIASES: Record<LeadFieldId, readonly string[]> = {
	phone: [
		'phonenumber',
		'phoneno',
		'mobile',
		'mobilenumber',
		'mobileno',
		'mobilephone',
		'cell',
		'cellphone',
		'cellnumber',
		'telephone',
		'telephonenumber',
		'tel',
		'contactnumber',
		'contactno',
		'whatsapp',
		'whatsappnumber',
	],
	email: ['emailaddress', 'emailid', 'mail', 'mailaddress'],
	name: ['fullname', 'contactname', 'leadname', 'customername'],
	firstName: ['givenname', 'forename'],
	lastName: ['surname', 'familyname'],
	referenceId: ['reference', 'crmid', 'externalid', 'leadreference'],
	groupId: ['group'],
};

/** A header without case, spaces and punctuation: "Mobile No." and "mobile_no" are the same. */
function normalised(header: string): string {
	return header.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

/** The lower, the better the claim: the very name, the name written otherwise, an alias. */
enum Claim {
	Exact,
	Name,
	Alias,
}

interface Header {
	field: LeadFieldId;
	claim: Claim;
}

const KNOWN = new Map<string, Header>(
	LEAD_FIELDS.flatMap(({ id }) => [
		...ALIASES[id].map((alias): [string, Header] => [alias, { field: id, claim: Claim.Alias }]),
		[normalised(id), { field: id, claim: Claim.Name }],
	]),
);
const EXACT = new Map<string, Header>(LEAD_FIELDS.map(({ id }) => [id, { field: id, claim: Claim.Exact }]));

/** Maps items automatically; what a header means is worked out once per run. */
export class HeaderMap {
	private readonly headers = new Map<string, Header | undefined>();

	/**
	 * The input field for each lead field of one item: the exact name wins over an alias, and among equals the first that is not
	 * empty. Lead fields without one are absent.
	 */
	fieldsOf(json: IDataObject): Map<LeadFieldId, string> {
		const chosen = new Map<LeadFieldId, string>();
		const claims = new Map<LeadFieldId, Claim>();
		for (const key of Object.keys(json)) {
			const header = this.headerOf(key);
			if (header === undefined || isEmpty(json[key])) continue;
			const best = claims.get(header.field);
			if (best !== undefined && best <= header.claim) continue;
			claims.set(header.field, header.claim);
			chosen.set(header.field, key);
		}
		return chosen;
	}

	private headerOf(key: string): Header | undefined {
		if (this.headers.has(key)) return this.headers.get(key);
		const header = EXACT.get(key) ?? KNOWN.get(normalised(key));
		this.headers.set(key, header);
		return header;
	}
}
