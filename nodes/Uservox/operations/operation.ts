// What an operation is: how the user finds it, its parameters, and what it does.
import type { IDisplayOptions, IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

export interface Operation {
	/** Its name in the list of operations. */
	name: string;
	/** What the nodes panel offers, and how n8n names the node. An AI agent reads it as the tool's description. */
	action: string;
	description: string;
	/** What n8n's AI builder has to know to choose it. */
	builderHint?: string;
	/** Its parameters, in the order in which the user meets them. A property that several operations list is shown for all of them. */
	properties: INodeProperties[];
	/** Runs the node. @throws NodeOperationError for a faulty set-up, unless On Error says to continue. */
	execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]>;
}

/** What the user works on: the operations by their names in a saved workflow. */
export interface Resource {
	name: string;
	/** The operation that is chosen first. */
	default: string;
	operations: Record<string, Operation>;
}

/**
 * The properties, shown only where `show` holds as well as their own conditions. These come first: n8n shows a property as soon as it
 * meets a condition on a parameter that is an expression.
 */
export function shownFor(show: NonNullable<IDisplayOptions['show']>, properties: INodeProperties[]): INodeProperties[] {
	return properties.map((property) => ({
		...property,
		displayOptions: { ...property.displayOptions, show: { ...property.displayOptions?.show, ...show } },
	}));
}
