// One run of a workflow in the full n8n, against a simulator that knows nobody, and how long its nodes took.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { ITaskData } from 'n8n-workflow';
import type { N8n } from '../../n8n/server';
import type { Execution } from '../../n8n/rest';
import type { WorkflowFile } from '../../workflows';
import type { SimulatorSettings } from '../../simulator/serverState';
import { TOKEN } from '../people';
import type { SimulatorProcess } from '../simulatorProcess';

export const LEADS = Number(process.env.LEADS ?? 20_000);
const PATIENCE_MS = 600_000;
/** Seldom, so that asking whether n8n is done is not measured as well. */
const ASK_EVERY_MS = 2_000;
/** The API allows 100 requests in 5 seconds: as long after a run the next one has all of them. */
const WINDOW_MS = 5_500;

/** Milliseconds from the first start to the last end of these nodes. */
export function span(execution: Execution, ...names: string[]): number {
	const tasks: ITaskData[] = names.flatMap((name) => execution.runs(name));
	assert.ok(tasks.length > 0, `${names.join(', ')} did not run: ${execution.error?.message ?? execution.status}`);
	const starts = tasks.map(({ startTime }) => startTime);
	const ends = tasks.map(({ startTime, executionTime }) => startTime + executionTime);
	return Math.max(...ends) - Math.min(...starts);
}

export class Bench {
	constructor(
		private readonly n8n: N8n,
		readonly simulator: SimulatorProcess,
	) {}

	/** n8n closes idle connections in the moment it is free again: such a question is asked anew. */
	private async finished(executionId: string, workflowId: string): Promise<Execution> {
		for (let tries = 0; ; tries += 1) {
			try {
				return await this.n8n.rest.finished(executionId, workflowId, PATIENCE_MS, ASK_EVERY_MS);
			} catch (error) {
				if (!(error instanceof TypeError) || tries >= 10) throw error;
			}
		}
	}

	async import(workflow: WorkflowFile): Promise<string> {
		return await this.n8n.rest.importWorkflow(workflow);
	}

	/** Runs a workflow against a simulator that knows nobody, and sees to it that every lead was created, once. */
	async run(workflowId: string, settings: SimulatorSettings, created: number): Promise<Execution> {
		await this.simulator.reset({ token: TOKEN, ...settings });
		await pause(WINDOW_MS);
		const execution = await this.finished(await this.n8n.rest.start(workflowId, 'Start'), workflowId);
		assert.equal(execution.status, 'success', execution.error?.message);
		const books = await this.simulator.books();
		assert.equal(books.leadsCreated, created, JSON.stringify(books).slice(0, 500));
		if (books.lookUps > 0)
			console.error(`${books.lookUps} look-ups: an answer was lost, and the wait to clear it up is in the time`);
		return execution;
	}
}
