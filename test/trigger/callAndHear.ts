// Plays calls in the simulator and receives them as n8n does: callback, trigger, then the example workflow in n8n's own engine.
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { runWorkflow } from '../engine/engine';
import { PROJECT } from '../ids';
import { waitUntil } from '../n8n/processes';
import type { Simulator } from '../simulator/server';
import { applySettings, type SimulatorSettings } from '../simulator/serverState';
import { textOf } from '../values';
import { exampleWorkflow } from '../workflows';
import { startHost } from './webhookHost';

const EXAMPLE = 'sheet-outcomes';
const TRIGGER = 'n8n-nodes-uservox.uservoxTrigger';
const CALLBACK_TOKEN = 'callback-token-of-the-demo';
const PATIENCE_MS = 60_000;

/** How the calls end, in turn. */
const OUTCOMES: SimulatorSettings['outcomes'] = ['interested', 'busy', 'callbackWanted', 'noAnswer', 'notInterested'];

export interface Heard {
	/** The trigger's item: how the call went. */
	item: IDataObject;
	/** What left the last node of the example workflow. */
	written: INodeExecutionData[];
}

/**
 * Calls leads and receives the outcomes.
 * @param simulator where the leads are; its processes call back from now on, until the calls are over
 * @param leadIds whom to call: each once
 * @param rowOf the row of the sheet that the example finds for an event
 * @returns one entry for each call, in the order in which the callbacks came
 */
export async function callAndHear(
	simulator: Simulator,
	leadIds: readonly string[],
	rowOf: (item: IDataObject) => IDataObject,
): Promise<Heard[]> {
	const credential = { apiToken: simulator.world.settings.token, projectId: PROJECT, baseUrl: simulator.url };
	const host = await startHost({ credential: { ...credential, callbackToken: CALLBACK_TOKEN } });
	try {
		const callbacks = [{ url: host.url, bearerToken: CALLBACK_TOKEN }];
		const processDetails = Object.fromEntries(simulator.world.settings.processes.map((id) => [id, { callbacks }]));
		applySettings(simulator.world, { outcomes: OUTCOMES, processDetails });
		const { deliveries } = simulator.books;
		const awaited = deliveries.length + leadIds.length;
		for (const id of leadIds) simulator.playCalls({ lastsMs: 100 }, id);
		// The trigger receives a call before Uservox has read and noted the trigger's answer.
		await waitUntil(() => deliveries.length >= awaited, PATIENCE_MS, `the outcomes of ${leadIds.length} calls`);

		const workflow = exampleWorkflow(EXAMPLE);
		const start = workflow.nodes.find(({ type }) => type === TRIGGER)?.name ?? '';
		const last = workflow.nodes.at(-1)?.name ?? '';
		const heard: Heard[] = [];
		for (const item of host.started) {
			const pinData = { [start]: [{ json: item }], 'Find the row': [{ json: rowOf(item) }] };
			const { data } = await runWorkflow(workflow, { credential, start, pinData });
			if (data.resultData.error !== undefined) throw new Error(textOf(data.resultData.error.message));
			heard.push({ item, written: data.resultData.runData[last]?.[0]?.data?.main?.[0] ?? [] });
		}
		return heard;
	} finally {
		applySettings(simulator.world, { processDetails: {} });
		await host.close();
	}
}
