// Phone numbers in fields that automatic mapping does not take: whoever is handed over without one should know of it.
import { isUsable, readCell } from '../../input/cell';
import { mentionsPhone } from './headers';
import type { Source } from '../../input/itemReading';

/** This many fields are named in a hint. */
const MOST_NAMED = 3;

export class PassedOverPhones {
	private readonly headers = new Map<string, boolean>();
	private readonly found = new Set<string>();

	/** Looks through the fields of an item in which no phone was found. */
	look({ fields }: Source): void {
		for (const [key, value] of Object.entries(fields)) {
			if (!this.found.has(key) && this.speaksOfPhone(key) && isUsable(readCell(value, 'phone'), 'phone')) {
				this.found.add(key);
			}
		}
	}

	notes(): string[] {
		if (this.found.size === 0) return [];
		const names = [...this.found].slice(0, MOST_NAMED).map((name) => `"${name}"`);
		const more = this.found.size > MOST_NAMED ? ' and others' : '';
		return [
			`Some leads were read without a phone number, although one stands in ${names.join(', ')}${more}: such a name may mean somebody else's number. To use it, choose "Map Each Column Manually" for Lead Fields, or rename the field.`,
		];
	}

	private speaksOfPhone(key: string): boolean {
		const known = this.headers.get(key);
		if (known !== undefined) return known;
		const speaks = mentionsPhone(key);
		this.headers.set(key, speaks);
		return speaks;
	}
}
