// The phones, emails or names in one value, as CRMs, forms and contact lists give them: lists, objects, objects of lists.
import { Which, whichOfLabel } from './header/which';
import { joinNumber } from './numberParts';
import { MOST_ENTRIES } from '../model/limits';
import { isObject } from './place';
import { isTooWide } from './width';

export interface Contact {
	/** A text or a number, or whatever stands in its place. */
	value: unknown;
	isPrimary: boolean;
	which: Which;
}

type ContactKind = 'phone' | 'email';

/** Keys that hold the contact itself, without case and underscores. */
const VALUE_KEYS: Readonly<Record<ContactKind, readonly string[]>> = {
	phone: [
		...['value', 'number', 'phone', 'phonenumber', 'full', 'mobile', 'sanitizednumber', 'e164', 'formatted', 'raw'],
		...[
			'internationalnumber',
			'contactnumber',
			'mobilenumber',
			'phoneno',
			'mobileno',
			'rawnumber',
			'stringvalue',
			'text',
			'',
		],
	],
	email: ['value', 'email', 'emailaddress', 'address', 'mail', 'full', 'stringvalue', 'text', ''],
};
const LABEL_KEYS: readonly string[] = ['type', 'label', 'valuetype', 'field', 'kind', 'category', 'use', 'name'];
const PRIMARY_KEYS: readonly string[] = ['primary', 'isprimary', 'preferred', 'default', 'isdefault', 'main', 'ismain'];
const COUNTRY_KEYS: readonly string[] = ['dialcode', 'countrycode', 'callingcode', 'isdcode', 'country', 'code'];
const AREA_KEYS: readonly string[] = ['area', 'areacode'];
const EXTENSION_KEYS: readonly string[] = ['extension', 'ext'];

/** All keys that count here are shorter. */
const LONGEST_KEY = 40;
const plain = (key: string): string =>
	key.slice(0, LONGEST_KEY).toLowerCase().replaceAll('_', '').replaceAll('-', '').replaceAll(' ', '');

function under(object: Record<string, unknown>, keys: readonly string[]): unknown {
	for (const key of keys) {
		const found = Object.entries(object).find(
			([name, value]) => plain(name) === key && value !== null && value !== undefined,
		);
		if (found !== undefined) return found[1];
	}
	return undefined;
}

/** The contacts in a list or an object; undefined where it holds none that can be told. Faxes are left out. */
export function contactsIn(value: unknown, kind: ContactKind): Contact[] | undefined {
	if (Array.isArray(value)) return value.length > MOST_ENTRIES ? undefined : allOf(value, kind);
	if (!isObject(value) || isTooWide(value)) return undefined;
	return ofTypes(value, kind) ?? allOf([value], kind);
}

function allOf(list: readonly unknown[], kind: ContactKind): Contact[] | undefined {
	const contacts: Contact[] = [];
	for (const entry of list) {
		if (entry === null || entry === undefined || entry === '') continue;
		const contact = contactOf(entry, kind);
		if (contact === undefined) return undefined;
		if (contact !== 'fax') contacts.push(contact);
	}
	return contacts;
}

function contactOf(entry: unknown, kind: ContactKind): Contact | 'fax' | undefined {
	if (typeof entry === 'string' || typeof entry === 'number')
		return { value: entry, isPrimary: false, which: Which.Plain };
	if (!isObject(entry) || isTooWide(entry)) return undefined;
	const value = under(entry, VALUE_KEYS[kind]);
	if (value === undefined)
		return Object.keys(entry).some((key) => VALUE_KEYS[kind].includes(plain(key))) ? EMPTY : undefined;
	if (typeof value === 'object') return undefined;
	const labels = under(entry, LABEL_KEYS);
	// A vCard has a list of types: ["work", "fax"].
	const label = Array.isArray(labels) ? labels.slice(0, MOST_ENTRIES).join(' ') : labels;
	const which = kind === 'phone' && typeof label === 'string' ? whichOfLabel(label) : undefined;
	if (which === 'fax') return 'fax';
	const isPrimary =
		under(entry, PRIMARY_KEYS) === true || (isObject(entry.metadata) && entry.metadata.primary === true);
	return { value: kind === 'phone' ? whole(entry, value) : value, isPrimary, which: which ?? Which.Plain };
}

const EMPTY: Contact = { value: undefined, isPrimary: false, which: Which.Plain };

/** A number with what else its object holds of it. What does not make one number for certain stays a list, which cannot be read. */
function whole(entry: Record<string, unknown>, value: unknown): unknown {
	if (typeof value !== 'string' && typeof value !== 'number') return value;
	const text = (keys: readonly string[]) => {
		const found = under(entry, keys);
		return typeof found === 'string' || typeof found === 'number' ? String(found) : undefined;
	};
	const extension = text(EXTENSION_KEYS);
	if (extension !== undefined && /\d/.test(extension)) return `${value} ext. ${extension}`;
	const [country, area] = [text(COUNTRY_KEYS), text(AREA_KEYS)];
	if (country === undefined && area === undefined) return value;
	const joined = joinNumber(String(value), country, area);
	return 'text' in joined ? joined.text : [country, area, value];
}

/** `{ mobile: ['…'], home: ['…'] }` and `{ mobile: '…', home: '…' }`: the keys are the types. */
function ofTypes(object: Record<string, unknown>, kind: ContactKind): Contact[] | undefined {
	const types = Object.entries(object);
	const isByType = types.every(
		([type, one]) => Array.isArray(one) || (typeof one === 'string' && typeof whichOfLabel(type) === 'number'),
	);
	if (types.length === 0 || types.length > MOST_ENTRIES || !isByType) return undefined;
	const contacts: Contact[] = [];
	for (const [type, one] of types) {
		const which = whichOfLabel(type);
		if (which === 'fax') continue;
		const inType =
			Array.isArray(one) && one.length > MOST_ENTRIES ? undefined : allOf(Array.isArray(one) ? one : [one], kind);
		if (inType === undefined) return undefined;
		contacts.push(...inType.map((contact) => ({ ...contact, which: which ?? contact.which })));
	}
	return contacts;
}

/** The contacts in the order in which they are asked: the primary one, unless a mobile stands beside a line at work or at home. */
export function inOrder(contacts: readonly Contact[], kind: ContactKind): Contact[] {
	const rank = ({ which, isPrimary }: Contact) => {
		if (kind === 'email') return isPrimary ? 0 : 1;
		return isPrimary && which <= Which.Plain ? -1 : which + (isPrimary ? 0 : 0.5);
	};
	return contacts
		.map((contact, index) => ({ contact, index }))
		.sort((one, other) => rank(one.contact) - rank(other.contact) || one.index - other.index)
		.map(({ contact }) => contact);
}

const WHOLE_NAME_KEYS: readonly string[] = [
	'displayname',
	'fullname',
	'full',
	'formatted',
	'formattedname',
	'name',
	'value',
];
const FIRST_KEYS: readonly string[] = ['firstname', 'first', 'givenname', 'given'];
const LAST_KEYS: readonly string[] = ['lastname', 'last', 'familyname', 'family', 'surname'];

/** The name in `{ displayName, … }`, `{ first, last }`, or in a list of one; other values stay as they are. */
export function nameIn(value: unknown): unknown {
	const one: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
	if (typeof one === 'string') return one;
	if (!isObject(one) || isTooWide(one)) return value;
	const texts = (keys: readonly string[]) => {
		const found = under(one, keys);
		return typeof found === 'string' && found.trim() !== '' ? [found.trim()] : [];
	};
	const [whole] = texts(WHOLE_NAME_KEYS);
	const parts = [...texts(FIRST_KEYS), ...texts(LAST_KEYS)];
	if (whole !== undefined) return whole;
	return parts.length > 0 ? parts.join(' ') : value;
}
