// How much is drawn by chance: a little for every change, all of it where CI and Nightly ask for it with THOROUGH=1 (CONTRIBUTING, "What npm test costs").

/** As many cases, rows or orders as this run has time for. */
export function effort(everyChange: number, thorough: number): number {
	return process.env.THOROUGH === '1' ? thorough : everyChange;
}
