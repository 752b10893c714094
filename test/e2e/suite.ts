// The end-to-end suites' small runner: checks run one after the other, since each builds on what n8n holds by then.
export interface Suite {
	/** What it is called on the command line. */
	name: string;
	/** Brings up what it needs, makes its checks, and ends everything it started. */
	run(check: Check): Promise<void>;
}

/** Makes one check: prints how it ended and how long it took, and lets the next one go on. */
export type Check = (what: string, body: () => Promise<void>) => Promise<void>;

/** Runs suites and counts. A fault outside a check counts as a failed one. */
export async function runSuites(suites: Suite[]): Promise<{ passed: number; failed: number }> {
	const count = { passed: 0, failed: 0 };
	const check: Check = async (what, body) => {
		const startedAt = Date.now();
		const report = (mark: string) =>
			console.log(`  ${mark} ${what} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`);
		try {
			await body();
			count.passed++;
			report('✓');
		} catch (error) {
			count.failed++;
			report('✗');
			console.log(indent(error instanceof Error ? (error.stack ?? error.message) : String(error)));
		}
	};
	for (const suite of suites) {
		console.log(suite.name);
		try {
			await suite.run(check);
		} catch (error) {
			await check('comes up and ends', async () => {
				throw error;
			});
		}
	}
	return count;
}

function indent(text: string): string {
	return text.split('\n').slice(0, 14).join('\n').slice(0, 1500).replace(/^/gm, '      ');
}
