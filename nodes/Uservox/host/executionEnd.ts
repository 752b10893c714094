// When n8n will end an execution that takes too long.
import { z } from 'zod';

/** The settings of a workflow tell of its own limit only. That of the whole n8n, and since when it counts, is in what n8n runs nodes with. */
const runSchema = z.object({ additionalData: z.object({ executionTimeoutTimestamp: z.number().finite() }) });

/** How long it will go on from now, in ms by n8n's own clock; undefined where n8n sets no limit or does not say. */
export function executionEndsInMs(context: object): number | undefined {
	const run = runSchema.safeParse(context);
	return run.success ? run.data.additionalData.executionTimeoutTimestamp - Date.now() : undefined;
}
