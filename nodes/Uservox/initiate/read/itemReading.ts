// Reads values for one item, and gathers what could not be read: a fault never ends a run.
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { shown, type FieldFault } from '../../model/lead';
import { readCell } from './cell';
import type { CompiledParameter, Evaluate } from './parameter';

export interface ReadSettings {
	/** The node's raw parameters, expressions as text. */
	parameters: INodeParameters;
	evaluate: Evaluate;
	/** The credential's project. */
	defaultProjectId: string | undefined;
	/** As an AI tool the input item holds the agent's own data: nothing is taken from it by its name. */
	takeFromInput: boolean;
}

/** Reads values for one item, and gathers what could not be read. */
export class ItemReading {
	readonly faults: FieldFault[] = [];

	constructor(
		private readonly json: IDataObject,
		private readonly itemIndex: number,
	) {}

	/** A parameter's value; undefined, with a fault, when its expression fails. */
	value(field: string, parameter: CompiledParameter): unknown {
		try {
			return parameter.read(this.json, this.itemIndex);
		} catch (error) {
			const why = error instanceof Error ? error.message : String(error);
			this.faults.push({ field, message: `the expression failed: ${shown(why)}` });
			return undefined;
		}
	}

	text(field: string, value: unknown, kind: 'text' | 'id' | 'phone' = 'text'): string | undefined {
		const cell = readCell(value, kind);
		if ('text' in cell) return cell.text;
		this.faults.push({ field, message: cell.fault });
		return undefined;
	}
}
