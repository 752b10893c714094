// n8n's own evaluator and data, of the n8n installed here or of another one, without a running n8n around them.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { IExecuteData, INodeTypes, IRunExecutionData, Workflow } from 'n8n-workflow';
import { CONNECTIONS, NODES, PIN_DATA, type Situation } from './situations';

export type Engine = 'legacy' | 'vm' | 'quickjs';
export type Outcome = { value: unknown } | { threw: string };

/** An n8n that knows an expression's value as `getNodeParameter` does, and gives its data as `getWorkflowDataProxy` does. */
export interface N8n {
	version: string;
	engine: Engine;
	luxon: typeof import('luxon');
	evaluate(raw: unknown, situation: Situation, itemIndex: number): Outcome;
	dataOf(situation: Situation, itemIndex: number): unknown;
	close(): Promise<void>;
}

type WorkflowModule = typeof import('n8n-workflow') & {
	Expression: {
		initExpressionEngine(options: object): Promise<void>;
		disposeExpressionEngine(): Promise<void>;
	};
};

/** Loads the n8n whose packages a module in folder `from` would get. */
export async function loadN8n(from: string, engine: Engine): Promise<N8n> {
	const load = createRequire(path.join(from, 'package.json'));
	const { Workflow, WorkflowDataProxy, Expression } = load('n8n-workflow') as WorkflowModule;
	const version = versionOf(load.resolve('n8n-workflow'));
	const core = path.dirname(load.resolve('n8n-core'));
	const { cleanupParameterData } = load(
		path.join(core, 'execution-engine/node-execution-context/utils/cleanup-parameter-data.js'),
	) as { cleanupParameterData: (value: unknown) => void };
	if (engine !== 'legacy') {
		await Expression.initExpressionEngine({
			engine,
			poolSize: 1,
			maxCodeCacheSize: 1024,
			bridgeTimeout: 5000,
			bridgeMemoryLimit: 128,
		});
	}

	const description = { properties: [], inputs: ['main'], outputs: ['main'] };
	const nodeTypes = { getByNameAndVersion: () => ({ description }) } as unknown as INodeTypes;
	const workflowWith = (settings: object): Workflow =>
		new Workflow({
			id: 'w1',
			name: 'Leads',
			nodes: NODES,
			connections: CONNECTIONS,
			pinData: PIN_DATA,
			active: false,
			nodeTypes,
			settings: { timezone: 'Asia/Kolkata', ...settings },
		});
	const separate = workflowWith({});
	const combined = workflowWith({ binaryMode: 'combined' });
	const workflowOf = (situation: Situation): Workflow => (situation.isCombined ? combined : separate);
	const additionalKeys = {
		$execution: { id: 'e1', mode: 'test', resumeUrl: '', resumeFormUrl: '' },
		$vars: { process: ' p-9 ', nested: { a: 1 } },
	} as never;
	type Isolated = Workflow['expression'] & { acquireIsolate?(): Promise<unknown>; releaseIsolate?(): Promise<void> };
	const isolated: Isolated[] = [separate.expression, combined.expression];
	for (const expression of isolated) await expression.acquireIsolate?.();
	const [uservox] = NODES.filter(({ name }) => name === 'Uservox');

	const partsOf = ({ runData, input, source }: Situation): [IRunExecutionData, IExecuteData] => [
		{ resultData: { runData } } as unknown as IRunExecutionData,
		{ data: { main: [input] }, node: uservox, source: { main: [source] } } as IExecuteData,
	];

	return {
		version,
		engine,
		luxon: load('luxon') as typeof import('luxon'),
		evaluate(raw, situation, itemIndex) {
			const [execution, executeData] = partsOf(situation);
			const { runIndex, input, mode } = situation;
			try {
				const value: unknown = workflowOf(situation).expression.getParameterValue(
					raw as string,
					execution,
					runIndex,
					itemIndex,
					'Uservox',
					input,
					mode,
					additionalKeys,
					executeData,
					false,
					{},
				);
				cleanupParameterData(value);
				return { value };
			} catch (error) {
				return { threw: error instanceof Error ? error.message : String(error) };
			}
		},
		dataOf(situation, itemIndex) {
			const [execution, executeData] = partsOf(situation);
			const { runIndex, input, mode } = situation;
			return new WorkflowDataProxy(
				workflowOf(situation),
				execution,
				runIndex,
				itemIndex,
				'Uservox',
				input,
				{},
				mode,
				additionalKeys,
				executeData,
			).getDataProxy();
		},
		async close() {
			for (const expression of isolated) await expression.releaseIsolate?.();
			if (engine !== 'legacy') await Expression.disposeExpressionEngine();
		},
	};
}

function versionOf(file: string): string {
	const folder = file.slice(0, file.lastIndexOf('n8n-workflow') + 'n8n-workflow'.length);
	return (JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version: string }).version;
}
