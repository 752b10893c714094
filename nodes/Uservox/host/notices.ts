// What n8n is told besides the items: its log, and hints in the output panel.
import type { IExecuteFunctions } from 'n8n-workflow';

export interface Notices {
	info: (message: string) => void;
	error: (message: string) => void;
	/** A line in the output panel. */
	hint: (message: string, type: 'info' | 'warning') => void;
}

/** Leads may have been sent when something is logged, so a log or a panel that fails costs only the line. */
export function noticesOf(context: IExecuteFunctions): Notices {
	return {
		info: (message) => attempt(() => context.logger.info(message)),
		error: (message) => attempt(() => context.logger.error(`Uservox: ${message}`)),
		hint: (message, type) => attempt(() => context.addExecutionHints({ message, type, location: 'outputPane' })),
	};
}

function attempt(tell: () => void): void {
	try {
		tell();
	} catch {
		// There is nobody left to tell.
	}
}

/** What a thrown value says, for the log. */
export function said(thrown: unknown): string {
	return thrown instanceof Error ? thrown.message : 'unknown failure';
}
