// What n8n's AI builder reads when it puts workflows together: which operation to take, what a run does to people, where items leave.
// The types of older versions do not know these, and such an n8n passes over them.

interface BuilderHint {
	searchHint: string;
	relatedNodes?: Array<{ nodeType: string; relationHint: string }>;
	/** Which outputs have to be connected. */
	outputs?: { main: { required: boolean } };
}

const SHEETS = 'n8n-nodes-base.googleSheets';

const nodeHint: BuilderHint = {
	searchHint:
		'Hands leads to Uservox, whose AI agents phone them: a run with Start Calling on calls real people, so keep Dry Run on while the workflow is built and tried. For a list (a sheet, a CRM query, several items) use Lead: Bulk Initiate, never Lead: Initiate in a loop; Lead: Initiate is for one lead at a time, such as a form or a new contact. The node has two main outputs: the first is Success, the second is Error. Connect both: leads that are faulty, refused or known already leave on Error with errorCode and a message, and do not stop the workflow. To act on the outcome of a call, start another workflow with the Uservox Trigger; Lead: Wait for Outcome is for few leads whose calls end within minutes.',
	relatedNodes: [
		{
			nodeType: 'n8n-nodes-uservox.uservoxTrigger',
			relationHint: 'Starts a workflow when a call has ended, with its outcome, summary and transcript',
		},
		{ nodeType: SHEETS, relationHint: 'Usual source of leads, and where Success and Error are recorded' },
	],
	outputs: { main: { required: true } },
};

const triggerHint: BuilderHint = {
	searchHint:
		'Starts a workflow when Uservox reports the end of a call, or the outcome of a lead update. Uservox has no API that registers callbacks: somebody has to enter the Production URL of this node in Uservox, in each process, as a Lead Update Callback with the Callback Token of the credential. Say so to the user. Items are flat: leadId, referenceId, connected, callStatus, disposition, summary, variables, transcript. There is no phone number in them: use Lead: Get with the leadId to get it.',
	relatedNodes: [
		{ nodeType: 'n8n-nodes-uservox.uservox', relationHint: 'Hands leads over, reads them and updates them' },
		{ nodeType: SHEETS, relationHint: 'Usual place to record outcomes, matched by reference ID or lead ID' },
	],
};

/** Adds the hint for a choice or a parameter. */
export function withPropertyHint<Property extends object>(property: Property, propertyHint: string): Property {
	return Object.assign({ ...property }, { builderHint: { propertyHint } });
}

/** To be spread into the description of the node, and of the trigger. */
export const NODE_HINT = { builderHint: nodeHint };
export const TRIGGER_HINT = { builderHint: triggerHint };
