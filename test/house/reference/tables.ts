// The tables of README and docs that are made from the code, and how they come into the documents: `npm run docs`.
import type { INodeProperties } from 'n8n-workflow';
import { RESOURCES } from '../../../nodes/Uservox/operations';
import { optionProperties } from '../../../nodes/Uservox/operations/lead/handOverOptions';
import type { Operation } from '../../../nodes/Uservox/operations/operation';
import { requestOptions } from '../../../nodes/Uservox/operations/parameters/requestOptions';
import { CODES, isErrorCode } from '../../../nodes/Uservox/model/codes';
import { properties as triggerProperties } from '../../../nodes/Uservox/trigger/description';
import { ANY_CALL } from '../../../nodes/Uservox/trigger/readCallback';
import { ERROR_CODES } from './errorCodes';
import { innerOf, parameterRows } from './parameters';

/** All tables by name, as markdown. */
export function tables(): Map<string, string> {
	return new Map([
		['operations', operationsTable()],
		...perOperation(),
		['options of Initiate', optionsTable(handOverOptions)],
		['request options', optionsTable(requestOptions)],
		['parameters of the trigger', parametersTable(triggerProperties, triggerProperties)],
		['events', eventsTable()],
		['error codes', errorCodesTable()],
	]);
}

const PLACE = /<!-- table: (.+?) -->\n[\s\S]*?<!-- end -->/g;

/** The names of the tables that a document has room for. */
export function tablesIn(document: string): string[] {
	return [...document.matchAll(PLACE)].map(([, name = '']) => name);
}

/** The document with each of its tables as the code has it now. @throws Error for a table that nobody knows */
export function withTables(document: string): string {
	const known = tables();
	return document.replace(PLACE, (_place, name: string) => {
		const table = known.get(name);
		if (table === undefined) throw new Error(`There is no table "${name}"`);
		return `<!-- table: ${name} -->\n${table}\n<!-- end -->`;
	});
}

function table(head: string[], rows: string[][]): string {
	const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
	return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** Leads first, and of each resource the operation that is chosen first. */
function operationsTable(): string {
	const isLead = (resource: string) => Number(resource !== 'lead');
	const rows = Object.entries(RESOURCES)
		.sort(([one], [other]) => isLead(one) - isLead(other))
		.flatMap(([, { name: resource, operations, default: first }]) =>
			Object.entries(operations)
				.sort(([one], [other]) => Number(one !== first) - Number(other !== first))
				.map(([, { name, description }]) => [`${resource}: **${name}**`, description.replace(/\.$/, '')]),
		);
	return table(['Operation', 'What it does'], rows);
}

const handOverOptions = optionProperties.flatMap(innerOf);

function optionsTable(options: readonly INodeProperties[]): string {
	return table(['Option', 'Default', 'Meaning'], parameterRows(options, conditionsFor('lead')));
}

function parametersTable(shown: readonly INodeProperties[], all: readonly INodeProperties[]): string {
	return table(['Parameter', 'Default', 'Meaning'], parameterRows(shown, all));
}

/** A table for each operation. What all of them have under Options has one of its own, and so have the options of Initiate. */
function perOperation(): Array<[string, string]> {
	const usual: ReadonlySet<unknown> = new Set(requestOptions);
	const own: ReadonlySet<unknown> = new Set(optionProperties);
	return Object.entries(RESOURCES).flatMap(([resource, { name: resourceName, operations }]) =>
		Object.values(operations).map(({ name, properties }): [string, string] => {
			const shown = properties
				.filter((property) => !own.has(property))
				.map((property) => ({ ...property, options: property.options?.filter((option) => !usual.has(option)) }));
			return [
				`parameters of ${resourceName}: ${name}`,
				parametersTable(shown, [...properties, ...conditionsFor(resource)]),
			];
		}),
	);
}

/** The choice of the operation and of the source of leads, on which options depend. */
function conditionsFor(resource: string): INodeProperties[] {
	const operations: Operation[] = Object.values(RESOURCES[resource]?.operations ?? {});
	const names = Object.entries(RESOURCES[resource]?.operations ?? {});
	const operation: INodeProperties = {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		options: names.map(([value, { name }]) => ({ name, value })),
		default: '',
	};
	return [operation, ...operations.flatMap(({ properties }) => properties)];
}

function eventsTable(): string {
	const events = triggerProperties.find(({ name }) => name === 'events');
	const byDefault: unknown = events?.default;
	const rows = (events?.options ?? []).flatMap((option) =>
		'value' in option && option.value !== ANY_CALL
			? [
					[
						`\`${String(option.value)}\``,
						option.name,
						(option.description ?? '').replace(/\.$/, ''),
						Array.isArray(byDefault) && byDefault.includes(option.value) ? 'yes' : 'no',
					],
				]
			: [],
	);
	return table(['`event`', 'In the list', 'What happened', 'Chosen by default'], rows);
}

function errorCodesTable(): string {
	const rows = Object.keys(CODES)
		.filter(isErrorCode)
		.map((code) => {
			const { retryable } = CODES[code];
			const { happened, remedy, retry = 'yes' } = ERROR_CODES[code];
			return [`\`${code}\``, happened, retryable ? retry : 'no', remedy];
		});
	return table(['`errorCode`', 'What happened', '`retryable`', 'What to do'], rows);
}
