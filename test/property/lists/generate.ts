// Makes lists whose truth is known: columns of several people, faxes, labels, split numbers and junk, in random order.
import type { IDataObject } from 'n8n-workflow';
import { seededRandom } from '../../random';
import { JUNK, LANGUAGES, LEAD_WORDS, type Language } from './words';

/** What may go out of one row. */
export interface Truth {
	/** Whole numbers of the lead, digits alone. */
	phones: readonly string[];
	emails: readonly string[];
	/** The words of the lead's name. */
	names: readonly string[];
	/** Nobody is to be called. */
	isBarred: boolean;
}

export interface GeneratedList {
	language: string;
	items: IDataObject[];
	truths: Truth[];
}

interface Person {
	first: string;
	last: string;
	email: string;
}

const FIRST = ['Ada', 'Bea', 'Cal', 'Dia', 'Eli', 'Fay', 'Gus', 'Hal'];
const LAST = ['Stone', 'Rivers', 'Hill', 'Marsh', 'Field', 'Brook', 'Woods', 'Lake'];
const OTHER_FIRST = ['Quin', 'Rex', 'Sky', 'Tom', 'Uma', 'Vic'];
const OTHER_LAST = ['Zander', 'Yates', 'Xiong', 'Winter', 'Vance'];

/** Draws one list. The same seed draws the same one. */
export function generate(seed: number): GeneratedList {
	return new Generator(seed).list();
}

class Generator {
	private readonly random: () => number;
	private number = 0;
	private readonly columns: Array<(row: IDataObject, truth: Growing) => void> = [];

	constructor(seed: number) {
		this.random = seededRandom(seed);
	}

	private chance(share: number): boolean {
		return this.random() < share;
	}

	private oneOf<T>(list: readonly T[]): T {
		const one = list[Math.floor(this.random() * list.length)];
		if (one === undefined) throw new Error('nothing to choose from');
		return one;
	}

	/** Ten digits that no other number of the list has. */
	private digits(): string {
		this.number += 1;
		return `2025550${String(100 + this.number).slice(-3)}`;
	}

	private written(digits: string): string {
		const [area, middle, end] = [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6)];
		return this.oneOf([`+1 ${area} ${middle} ${end}`, `+1${digits}`, `(${area}) ${middle}-${end}`, digits]);
	}

	list(): GeneratedList {
		const language = this.oneOf(Object.keys(LANGUAGES));
		const words = LANGUAGES[language] ?? LANGUAGES.en;
		if (words === undefined) throw new Error(language);
		const lead = language === 'en' ? this.oneOf(LEAD_WORDS) : '';
		this.leadsColumns(words, lead);
		const others = [...words.others].sort(() => this.random() - 0.5).slice(0, Math.floor(this.random() * 4));
		for (const other of others) this.othersColumns(other);
		if (this.chance(0.3)) this.plainColumn(this.oneOf(words.fax), () => this.written(this.digits()));
		if (this.chance(0.25)) this.barColumn(words);
		for (let count = Math.floor(this.random() * 6); count > 0; count -= 1) {
			const [header, pattern] = this.oneOf(JUNK);
			this.plainColumn(header, () => this.filled(pattern));
		}
		this.columns.sort(() => this.random() - 0.5);
		const count = 1 + Math.floor(this.random() * 6);
		const rows = Array.from({ length: count }, () => this.row());
		const people = lead === '' ? [] : [lead, ...words.others.map(([name]) => name.replace(/ Name$/, ''))];
		const wrap = this.oneOf(people.length === 0 ? WRAPPERS : [...WRAPPERS, nested(people)]);
		return { language, items: rows.map(({ json }) => wrap(json)), truths: rows.map(({ truth }) => truth) };
	}

	private row(): { json: IDataObject; truth: Truth } {
		const json: IDataObject = {};
		const truth: Growing = {
			person: {
				first: this.oneOf(FIRST),
				last: this.oneOf(LAST),
				email: `lead${(this.number += 1)}@example.com`,
			},
			phones: [],
			emails: [],
			names: [],
			isBarred: false,
		};
		for (const fill of this.columns) fill(json, truth);
		return { json, truth };
	}

	private plainColumn(header: string, value: () => string): void {
		this.columns.push((row) => {
			if (!(header in row)) row[header] = value();
		});
	}

	private leadsColumns(words: Language, lead: string): void {
		const named = (header: string) => (lead === '' ? header : `${lead} ${header}`);
		const [first, last] = this.oneOf(words.halves);
		if (this.chance(0.5)) {
			const header = named(this.oneOf(words.name));
			this.columns.push((row, { person, names }) => {
				row[header] = `${person.first} ${person.last}`;
				names.push(person.first, person.last);
			});
		} else {
			this.columns.push((row, { person, names }) => {
				row[named(first)] = person.first;
				names.push(person.first);
			});
			this.columns.push((row, { person, names }) => {
				row[named(last)] = person.last;
				names.push(person.last);
			});
		}
		const kinds = (['mobile', 'phone', 'home', 'work'] as const).filter(() => this.chance(0.45));
		const way = this.random();
		if (way < 0.2) this.splitColumns(words, named);
		else if (way < 0.3 && words.mobile.includes('Mobile')) this.labelledColumns(named);
		else for (const kind of kinds) this.phoneColumn(named(this.oneOf(words[kind])));
		if (kinds.length === 0 || this.chance(0.7)) this.emailColumn(named(this.oneOf(words.email)));
	}

	private phoneColumn(header: string): void {
		const empty = this.random() * 0.5;
		this.columns.push((row, { phones }) => {
			const digits = this.digits();
			if (header in row) return;
			const isEmpty = this.chance(empty);
			row[header] = isEmpty ? '' : this.written(digits);
			if (!isEmpty) phones.push(digits, `1${digits}`);
		});
	}

	private emailColumn(header: string): void {
		const empty = this.random() * 0.5;
		this.columns.push((row, { person, emails }) => {
			const isEmpty = this.chance(empty);
			row[header] = isEmpty ? '' : person.email;
			if (!isEmpty) emails.push(person.email);
		});
	}

	/** A number in two or three columns. */
	private splitColumns(words: Language, named: (header: string) => string): void {
		const [country, area] = words.mobile.includes('Handy')
			? ['Landesvorwahl', 'Vorwahl']
			: [named('Country Code'), named('Area Code')];
		const header = named(this.oneOf(words.phone));
		const hasCountry = this.chance(0.6);
		const hasArea = !hasCountry || this.chance(0.4);
		const isMissing = this.chance(0.2);
		this.columns.push((row, { phones }) => {
			const digits = this.digits();
			const isEmpty = isMissing && this.chance(0.3);
			if (hasCountry) row[country] = this.oneOf(['+1', '1', '001']);
			if (hasArea) row[area] = isEmpty ? '' : digits.slice(0, 3);
			row[header] = hasArea ? digits.slice(3) : digits;
			if (!isEmpty || !hasArea) phones.push(...(hasCountry ? [`1${digits}`] : [digits, `1${digits}`]));
		});
	}

	/** Two numbers, each with a column that says what it is. */
	private labelledColumns(named: (header: string) => string): void {
		for (const index of [1, 2]) {
			this.columns.push((row, { phones }) => {
				const digits = this.digits();
				const label = this.oneOf(['Mobile', 'Work', 'Home', 'Work Fax', 'Home Fax', 'Fax']);
				row[named(`Phone ${index}`)] = this.written(digits);
				row[named(`Phone ${index} Type`)] = label;
				if (!label.includes('Fax')) phones.push(digits, `1${digits}`);
			});
		}
	}

	private othersColumns([name, phone, email]: readonly [string, string, string]): void {
		if (this.chance(0.15) && phone.endsWith(' Phone')) {
			this.plainColumn(phone.replace('Phone', 'Area Code'), () => this.oneOf(['202', '303']));
			this.plainColumn(phone, () => this.digits().slice(3));
			return;
		}
		// Nobody is told apart by a phone alone that is called like the lead's.
		if (this.chance(0.8)) this.plainColumn(name, () => `${this.oneOf(OTHER_FIRST)} ${this.oneOf(OTHER_LAST)}`);
		if (this.chance(0.8)) this.plainColumn(phone, () => this.written(this.digits()));
		if (this.chance(0.6)) this.plainColumn(email, () => `other${(this.number += 1)}@example.org`);
	}

	private barColumn(words: Language): void {
		const header = this.oneOf(words.doNotCall);
		this.columns.push((row, truth) => {
			truth.isBarred = this.chance(0.3);
			row[header] = this.oneOf(truth.isBarred ? words.yes : words.no);
		});
	}

	private filled(pattern: string): string {
		return pattern
			.replaceAll('#', () => String(Math.floor(this.random() * 10)))
			.replaceAll('A', () => this.oneOf(['A', 'B', 'C']));
	}
}

interface Growing {
	person: Person;
	phones: string[];
	emails: string[];
	names: string[];
	isBarred: boolean;
}

/** "Agent Phone" as `{ agent: { Phone } }`. */
const nested =
	(people: readonly string[]) =>
	(row: IDataObject): IDataObject => {
		const object: Record<string, IDataObject> = {};
		for (const [key, value] of Object.entries(row)) {
			const who = people.find((one) => key.startsWith(`${one} `)) ?? '';
			const inner = (object[who === '' ? 'data' : who.toLowerCase().replace(' ', '_')] ??= {});
			inner[who === '' ? key : key.slice(who.length + 1)] = value;
		}
		return object;
	};

/** How nodes and services hand a row over. */
const WRAPPERS: ReadonlyArray<(row: IDataObject) => IDataObject> = [
	(row) => row,
	(row) => row,
	(row) => row,
	(row) => ({ headers: { host: 'example.com' }, params: {}, query: {}, body: row }),
	(row) => ({ id: 'rec1', createdTime: '2024-05-01T10:00:00.000Z', fields: row }),
	(row) => ({ body: JSON.stringify(row), headers: {} }),
	(row) => ({ data: Object.entries(row).map(([label, value]) => ({ label, value })) }),
];
