// What is read once, before the first item: operation, source of the leads, options, credential.
import type { IExecuteFunctions, INode } from 'n8n-workflow';
import { z } from 'zod';
import type { Credential } from '../host/credential';
import {
	AGENTS_DATA,
	givenOptions,
	NO_REST_FOR_TOOL,
	readCredentialOf,
	readOptions,
	readParameter,
	type SetUpFault,
} from '../host/setUp';
import { optionsSchema, saidOnOrOff, type Options } from '../model/options';
import { takesTheRest } from '../input/metadata';
import { mapsAutomatically } from './read/read';
import { isTool } from '../leave/leave';
import type { InitiateOperation } from './send/parts';

export interface SetUp {
	operation: InitiateOperation;
	leadSource: 'new' | 'existing';
	options: Options;
	/** Everything but sending. */
	dryRun: boolean;
	credential: Credential;
}

const choiceSchema = z.object({
	leadSource: z.enum(['new', 'existing']),
	operation: z.enum(['initiate', 'bulkInitiate']),
	// What is no clear no must not call people.
	dryRun: saidOnOrOff,
});

/** Each with what the panel calls it, and its default. */
const CHOICES: Readonly<Record<string, [label: string, fallback: unknown]>> = {
	leadSource: ['Leads Are', 'new'],
	operation: ['Operation', 'initiate'],
	dryRun: ['Dry Run', false],
};

/** The set-up, or what is wrong with it. Never throws: an expression of an option may fail, and On Error may say to continue. */
export async function readSetUp(context: IExecuteFunctions): Promise<SetUp | SetUpFault> {
	const given: Record<string, unknown> = {};
	for (const [name, [label, fallback]] of Object.entries(CHOICES)) {
		const read = readParameter(`The parameter "${label}"`, () => context.getNodeParameter(name, 0, fallback));
		if ('fault' in read) return read;
		given[name] = read.value;
	}
	const choice = choiceSchema.safeParse(given);
	if (!choice.success) {
		const [issue] = choice.error.issues;
		const name = issue?.path.join('.') ?? '';
		return { fault: `The parameter "${CHOICES[name]?.[0] ?? name}" cannot be used: ${issue?.message}` };
	}
	const found = givenOptions(context);
	if ('fault' in found) return found;
	const options = readOptions(optionsSchema, found.options);
	if ('fault' in options) return options;
	const faultOfTool =
		isTool(context) && choice.data.leadSource === 'new' ? unusableForTool(context.getNode()) : undefined;
	if (faultOfTool !== undefined) return faultOfTool;
	const credential = await readCredentialOf(context);
	return 'fault' in credential ? credential : { ...choice.data, ...options, ...credential };
}

function unusableForTool({ parameters }: INode): SetUpFault | undefined {
	if (mapsAutomatically(parameters)) {
		return {
			fault: 'As an AI tool the node cannot map lead fields automatically',
			description: `${AGENTS_DATA} Map each lead field, and let the model fill it.`,
		};
	}
	return takesTheRest(parameters) ? NO_REST_FOR_TOOL : undefined;
}
