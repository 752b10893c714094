// Says where a mapped field came out empty although its expression names a field that holds something: a value was lost on the way.
import { shown, type FieldFault } from '../../model/fault';
import { LEAD_FIELDS, type LeadFieldId } from '../../model/lead';
import { isAbsent, type CellKind } from '../../input/cell';
import type { ItemReading } from '../../input/itemReading';
import type { CompiledParameter } from '../../input/parameter';

const ADVICE = 'Text methods such as .trim() give nothing for a number: write .toString() before them';

export class GaveNothing {
	private readonly countOf = new Map<LeadFieldId, number>();
	private ofNumbers = false;

	/** What to say of a field whose expression gave nothing for the item; undefined if the fields that it names are empty as well. */
	look(
		{ id: field, parameter }: { id: LeadFieldId; parameter: CompiledParameter },
		kind: CellKind,
		empty: unknown,
		{ source, itemIndex }: ItemReading,
	): FieldFault | undefined {
		const full = parameter
			.sources(source.json, itemIndex, empty)
			.find(({ value }) => typeof value !== 'boolean' && !isAbsent(value, kind));
		if (full === undefined) return undefined;
		this.countOf.set(field, (this.countOf.get(field) ?? 0) + 1);
		const { name, value } = full;
		const nothing = `the expression gave nothing, although "${name}" has`;
		if (typeof value !== 'number') {
			return {
				field,
				code: 'gaveNothing',
				message: `${nothing} ${typeof value === 'string' ? shown(value) : 'a value'}`,
			};
		}
		this.ofNumbers = true;
		return { field, code: 'gaveNothing', message: `${nothing} the number ${value}. ${ADVICE}` };
	}

	/** A sentence for each field. */
	notes(): string[] {
		const notes = [...this.countOf].map(([field, count]) => {
			const name = LEAD_FIELDS.find(({ id }) => id === field)?.displayName ?? field;
			const items = count === 1 ? '1 item' : `${count} items`;
			return `${name}: the expression gave nothing for ${items}, although a field in it has a value there.`;
		});
		return this.ofNumbers ? [...notes, `${ADVICE}.`] : notes;
	}
}
