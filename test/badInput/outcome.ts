// What became of a value, in the words of the table: what was asked of Uservox, and what came out of the node.
import type { IDataObject } from 'n8n-workflow';
import type { NodeRun } from '../engine/engine';
import type { Arrival, Books } from '../simulator/books';
import type { Rule } from './rules';
import type { Parameter } from './parameters';
import type { Given } from './values';

export interface Became {
	asked: string;
	out: string;
}

const VERBS: Partial<Record<Arrival['kind'], string>> = { single: 'hands over', bulk: 'hands over', update: 'updates' };

/** The name of the field in a request. */
function fieldOf({ path, kind }: Parameter): string {
	if (path.startsWith('metadata')) return 'metadata';
	return kind === 'the states to wait for' ? 'states' : (path.split('.').at(-1) ?? '');
}

/** What a rule says of this value. */
export function promised({ asked, out }: Rule, parameter: Parameter, { value }: Given): Became {
	const inWords = (text: string) => text.replace('$field', fieldOf(parameter)).replace('$value', JSON.stringify(value));
	return { asked: inWords(asked), out: inWords(out) };
}

/** What the last request asked: those before it find out what is known. @param wanted whether the field is of interest */
function askedOf({ arrivals, created }: Books, parameter: Parameter, wanted: boolean): string {
	const last = arrivals.at(-1);
	if (last === undefined) return 'nothing';
	const verb = VERBS[last.kind] ?? 'asks';
	if (!wanted) return verb;
	const lead = verb === 'hands over' ? created.at(-1) : undefined;
	const request: IDataObject = { ...last.query, ...last.body, ...lead };
	const field = fieldOf(parameter);
	const found = request[field];
	const isThere = found !== undefined && !(field === 'init' && found === false);
	return isThere ? `${verb} with ${field} ${JSON.stringify(found)}` : `${verb} without ${field}`;
}

function cameOutOf({ thrown, success, error }: NodeRun, index: number, { path }: Parameter): string {
	if (thrown !== undefined) {
		const name = path.split('.').at(-1) ?? '';
		const says = thrown.message.toLowerCase().replaceAll(' ', '');
		const isNamed = says.includes(name.toLowerCase()) || says.includes(name.replace('Id', '').toLowerCase());
		return isNamed ? 'the node fails, and names the parameter' : `the node fails: ${thrown.message}`;
	}
	const left = error[index];
	if (left === undefined) {
		if (success.length === 0) return 'no item';
		return success[0]?.json.warnings === undefined ? 'Success' : 'Success, with a warning';
	}
	const { errorCode, details } = left.json as { errorCode: string; details?: Array<{ field: string }> };
	return `Error \`${errorCode}\`${details === undefined ? '' : `: ${details.map(({ field }) => field).join(', ')}`}`;
}

export function became(node: NodeRun, index: number, books: Books, parameter: Parameter, { asked }: Rule): Became {
	return {
		asked: askedOf(books, parameter, / with(?:out)? /.test(asked)),
		out: cameOutOf(node, index, parameter),
	};
}
