// Parameters of the nodes as rows of a table: what n8n shows of each, in the order in which it shows them.
import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

/** Switches that are on as they are added to a collection, and off without that. A test compares those of the options of Initiate. */
export const OFF_UNLESS_ADDED: ReadonlySet<string> = new Set([
	'includeBody',
	'includeInput',
	'includeUniqueLeads',
	'maskPhone',
]);

/**
 * A row for each parameter: its name and when it is shown, what holds where it is left alone, what it means. Notices are left out; a
 * collection gives the rows of what can be added to it.
 * @param all where the parameters that conditions name are found
 */
export function parameterRows(shown: readonly INodeProperties[], all: readonly INodeProperties[]): string[][] {
	return (
		shown
			.filter(({ type }) => type !== 'notice' && type !== 'hidden')
			// What differs for a tool is said in a sentence of its own.
			.filter(({ displayOptions }) => displayOptions?.show?.['@tool'] === undefined)
			.flatMap((property) =>
				property.type === 'collection'
					? parameterRows(innerOf(property), all).map(([name = '', ...rest]) => [
							`${property.displayName} → ${name}`,
							...rest,
						])
					: [[`${property.displayName}${conditionOf(property, all)}`, defaultOf(property), meaningOf(property)]],
			)
	);
}

type Choice = INodePropertyOptions | INodeProperties | INodePropertyCollection;

/** The parameters of a collection. */
export function innerOf({ type, options = [] }: INodeProperties): INodeProperties[] {
	return type === 'collection' ? options.filter((option): option is INodeProperties => 'type' in option) : [];
}

function choicesOf({ options = [] }: INodeProperties): INodePropertyOptions[] {
	return options.filter((option: Choice): option is INodePropertyOptions => 'value' in option);
}

/** Such as " (*Leads Are*: *New*)". */
function conditionOf({ displayOptions }: INodeProperties, all: readonly INodeProperties[]): string {
	const conditions = Object.entries(displayOptions?.show ?? {}).flatMap(([path, values = []]) => {
		const name = path.replace(/^\//, '');
		const other = all.find((property) => property.name === name);
		if (other === undefined || !Array.isArray(values)) return [];
		const shown = values.map((value) => `*${other.type === 'boolean' ? onOrOff(value) : nameOf(other, value)}*`);
		return [`*${other.displayName}*: ${shown.join(', ')}`];
	});
	return conditions.length === 0 ? '' : ` (${conditions.join('; ')})`;
}

const onOrOff = (value: unknown) => (value === true ? 'on' : 'off');

function nameOf(property: INodeProperties, value: unknown): string {
	return choicesOf(property).find((choice) => choice.value === value)?.name ?? String(value);
}

function defaultOf(property: INodeProperties): string {
	if (property.required) return 'required';
	const { name, type, default: value } = property;
	if (type === 'boolean') return onOrOff(value === true && !OFF_UNLESS_ADDED.has(name));
	if (type === 'options') return nameOf(property, value);
	if (type === 'multiOptions' && Array.isArray(value)) return value.map((one) => nameOf(property, one)).join(', ');
	if (type === 'resourceMapper') return 'Map Automatically';
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** The description, and what each choice means if that is said. What several can be chosen of has a table of its own. */
function meaningOf(property: INodeProperties): string {
	const choices = property.type === 'multiOptions' ? [] : choicesOf(property);
	const explained = choices
		.filter(({ description = '' }) => description !== '')
		.map(({ name, description = '' }) => `*${name}*: ${lowerFirst(withoutStop(description))}`);
	const description = withoutStop(property.description ?? '').replace(/^Whether (?:to )?/, '');
	return [upperFirst(description), ...explained].filter((part) => part !== '').join('. ');
}

const withoutStop = (text: string) => text.replace(/\.$/, '');
const upperFirst = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
