// The node's options: their bounds, their defaults, and the type that follows from them.
import { z } from 'zod';

const wholeNumber = (minimum: number, maximum: number) => z.number().int().min(minimum).max(maximum);

/** Every option with its bounds and default (design, "The contract"); unknown ones are ignored, as n8n keeps removed ones. */
export const optionsSchema = z.object({
	apiVersion: z.enum(['default', '1.2']).default('default'),
	batchSize: wholeNumber(1, 1000).default(1000),
	maxConcurrentRequests: wholeNumber(1, 20).default(5),
	requestsPerWindow: wholeNumber(1, 1000).default(100),
	maxRetries: wholeNumber(0, 10).default(3),
	timeout: wholeNumber(1, 600_000).default(60_000),
	validateLeads: z.boolean().default(true),
	skipInputDuplicates: z.boolean().default(true),
	cleanPhoneNumbers: z.boolean().default(true),
	includeInput: z.boolean().default(false),
	duplicateGuard: z.boolean().default(true),
	skipSentEarlier: z.boolean().default(false),
	generateReferenceIds: z.boolean().default(false),
	dryRun: z.boolean().default(false),
});

export type Options = z.infer<typeof optionsSchema>;
