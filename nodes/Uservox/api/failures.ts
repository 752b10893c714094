// Counts requests that fail for good, one after another: the second one means that the API is down.
import type { Run, StopReason } from './run';

const FAILURES_THAT_STOP = 2;

/** @param why how the last question ended, such as "the connection was refused" */
export function serverDown(why?: string): StopReason {
	const because = why === undefined ? '' : ` (${why})`;
	return {
		cause: 'serverDown',
		message: `Uservox could not be reached, or failed, several times in a row${because}; try again later`,
	};
}

export class Failures {
	private inARow = 0;

	constructor(private readonly run: Run) {}

	/** The API has answered. */
	success(): void {
		this.inARow = 0;
	}

	/** A request has failed after all tries. */
	failure(): void {
		this.inARow += 1;
		if (this.inARow < FAILURES_THAT_STOP) return;
		this.run.stop(serverDown());
	}
}
