// Reads values for one item, and collects what could not be read.
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { shown, type FieldFault } from '../model/fault';
import { readCell, type Cell, type CellKind } from './cell';
import type { Path } from './place';
import type { CompiledParameter, Evaluate } from './parameter';

export interface ReadSettings {
	/** The node's raw parameters, expressions as text. */
	parameters: INodeParameters;
	evaluate: Evaluate;
	/** The credential's project. */
	defaultProjectId: string | undefined;
	/** As an AI tool, the input item holds the agent's own data, so nothing is taken from it by name. */
	takeFromInput: boolean;
}

/** The fields of an item that a lead is read from. */
export interface Source {
	json: IDataObject;
	/** The fields of the run's container in it. */
	fields: IDataObject;
	container: Path;
	/** The fields that the lead has taken. */
	taken: Set<string>;
	/** Whether it is an error item of this node, whose lead `fields` are. */
	isErrorItem: boolean;
}

/** An item that is read at its top level. */
export function sourceOf(json: IDataObject): Source {
	return { json, fields: json, container: [], taken: new Set(), isErrorItem: false };
}

export class ItemReading {
	readonly faults: FieldFault[] = [];
	/** What somebody should know of a field although the item is no worse for it. */
	readonly warnings: FieldFault[] = [];
	/** The input field whose value turned out not to be a reference id. */
	keptOut: string | undefined;

	constructor(
		readonly source: Source,
		readonly itemIndex: number,
	) {}

	/**
	 * A parameter's value; undefined, with a fault, when its expression fails. An expression written for the original input says nothing about
	 * an error item, unless it is a plain reference, whose field somebody may have put there.
	 */
	value(field: string, parameter: CompiledParameter): unknown {
		const { json, container, taken, isErrorItem } = this.source;
		const { path } = parameter;
		if (isErrorItem && !parameter.readsErrorItems && path === undefined) return undefined;
		if (path !== undefined && container.every((key, index) => path[index] === key)) {
			const name = path[container.length];
			if (name !== undefined) taken.add(name);
		}
		try {
			return parameter.read(json, this.itemIndex);
		} catch (error) {
			const why = error instanceof Error ? error.message : String(error);
			this.faults.push({ field, code: 'expression', message: `the expression failed: ${shown(why)}` });
			return undefined;
		}
	}

	text(field: string, value: unknown, kind: CellKind = 'text'): string | undefined {
		return this.textIn(field, readCell(value, kind));
	}

	/** The text of a cell that was read; undefined, with a fault, when it could not be. */
	textIn(field: string, cell: Cell): string | undefined {
		if ('text' in cell) return cell.text;
		this.faults.push({ field, code: cell.code, message: cell.fault });
		return undefined;
	}
}
