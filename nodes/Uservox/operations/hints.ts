// Lines that n8n's output panel shows before a run.
import type { NodeHint } from 'n8n-workflow';

const HANDS_OVER =
	'$parameter["resource"] === "lead" && ["initiate", "bulkInitiate"].includes($parameter["operation"])';
const CALLS = '$parameter["init"] === true && !$parameter["dryRun"]';
/** So many items in requests of their own are what Bulk Initiate is for. */
const MANY = 20;

export const hints: NodeHint[] = [
	{
		message:
			'Executing this step hands the leads over, and Uservox calls them. "Dry Run" tries it without calling anybody.',
		type: 'info',
		location: 'outputPane',
		whenToDisplay: 'beforeExecution',
		displayCondition: `={{ ${HANDS_OVER} && ${CALLS} }}`,
	},
	{
		message: '"Initiate" sends a request for each item. For a list, "Bulk Initiate" takes far fewer.',
		type: 'info',
		location: 'outputPane',
		whenToDisplay: 'always',
		displayCondition: `={{ $parameter["resource"] === "lead" && $parameter["operation"] === "initiate" && $input.all().length > ${MANY} }}`,
	},
];
