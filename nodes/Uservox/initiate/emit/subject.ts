// What an output item says besides how its lead ended.
import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';
import type { FieldFault } from '../../model/fault';
import type { Lead } from '../../model/lead';
import type { Start } from '../read/start';

/** What an output item carries besides its outcome. */
export interface Subject {
	itemIndex: number;
	lead: Partial<Lead>;
	leadId: string | undefined;
	/** Whether it is to be called at once. */
	start?: Start;
	/** The input item's json, if the user wants it included. */
	input: IDataObject | undefined;
	/** What was left out of the lead, and what is doubtful in it. */
	warnings?: FieldFault[];
	/** Which input field each lead field was taken from, in a dry run that maps automatically. */
	mappedFrom?: IDataObject;
	/** The input item's files. */
	binary?: IBinaryKeyData;
	/** An error item of this node that came back as input and leaves unchanged. */
	returned?: IDataObject;
}
