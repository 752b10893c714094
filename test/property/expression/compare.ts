// Compares our reading of expressions with n8n's own evaluator: of the n8n installed here, or of another one.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { inspect, isDeepStrictEqual } from 'node:util';
import type { INode, IDataObject, INodeExecutionData, INodeTypes, IRun, Workflow } from 'n8n-workflow';
import type * as Ours from '../../../nodes/Uservox/input/expression';

export type Engine = 'legacy' | 'vm' | 'quickjs';
export type Outcome = { value: unknown } | { threw: string };

/** An n8n that evaluates a raw parameter text for an item as `getNodeParameter` does. */
export interface N8n {
	version: string;
	engine: Engine;
	luxon: typeof import('luxon');
	evaluate(raw: unknown, items: IDataObject[], itemIndex: number): Outcome;
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
	const { Workflow, Expression } = load('n8n-workflow') as WorkflowModule;
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

	const node = (name: string): INode => ({
		id: name,
		name,
		type: 'test',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	});
	const nodeTypes = { getByNameAndVersion: () => ({ description: { properties: [] } }) } as unknown as INodeTypes;
	const workflow = new Workflow({
		id: 'w1',
		name: 'Leads',
		nodes: [node('Config'), node('Uservox')],
		connections: { Config: { main: [[{ node: 'Uservox', type: 'main', index: 0 }]] } },
		active: false,
		nodeTypes,
		settings: { timezone: 'Asia/Kolkata' },
	});
	const config: INodeExecutionData[] = [{ json: { processId: 'p-1', n: 3 } }, { json: { processId: 'p-2' } }];
	const runExecutionData = {
		resultData: {
			runData: {
				Config: [{ startTime: 0, executionTime: 0, executionIndex: 0, source: [], data: { main: [config] } }],
			},
		},
	} as unknown as IRun['data'];
	const additionalKeys = {
		$execution: { id: 'e1', mode: 'test', resumeUrl: '', resumeFormUrl: '' },
		$vars: { process: ' p-9 ', nested: { a: 1 } },
	};
	const expression = workflow.expression as Workflow['expression'] & {
		acquireIsolate?(): Promise<unknown>;
		releaseIsolate?(): Promise<void>;
	};
	await expression.acquireIsolate?.();

	return {
		version,
		engine,
		luxon: load('luxon') as typeof import('luxon'),
		evaluate(raw, items, itemIndex) {
			const input = items.map((json, item) => ({ json, pairedItem: { item } }));
			try {
				const value: unknown = workflow.expression.getParameterValue(
					raw as string,
					runExecutionData,
					0,
					itemIndex,
					'Uservox',
					input,
					'manual',
					additionalKeys as never,
					{ data: { main: [input] }, node: node('Uservox'), source: { main: [{ previousNode: 'Config' }] } },
					false,
					{},
				);
				cleanupParameterData(value);
				return { value };
			} catch (error) {
				return { threw: error instanceof Error ? error.message : String(error) };
			}
		},
		async close() {
			await expression.releaseIsolate?.();
			if (engine !== 'legacy') await Expression.disposeExpressionEngine();
		},
	};
}

function versionOf(file: string): string {
	const folder = file.slice(0, file.lastIndexOf('n8n-workflow') + 'n8n-workflow'.length);
	return (JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version: string }).version;
}

export const isSame = (a: unknown, b: unknown): boolean => Object.is(a, b) || isDeepStrictEqual(a, b);

export interface Comparison {
	/** Items that we read ourselves, of all. */
	fast: number;
	kind: Ours.CompiledExpression['kind'];
	/** What differs, in words; empty if all is well. */
	faults: string[];
}

/** Runs one raw parameter over the items in both. We come first: n8n may change an item while it evaluates. */
export function compare(ours: typeof Ours, n8n: N8n, raw: unknown, items: IDataObject[]): Comparison {
	const compiled = ours.compileExpression(raw);
	const mine = items.map((json): unknown => {
		if (compiled.kind === 'constant') return compiled.value;
		return compiled.kind === 'read' ? compiled.read(json) : ours.NEEDS_EVALUATOR;
	});
	const faults: string[] = [];
	if (compiled.kind !== 'evaluate') {
		const theirs = items.map((_, i) => n8n.evaluate(raw, items, i));
		const first = theirs[0];
		for (const [i, outcome] of theirs.entries()) {
			if (compiled.kind === 'evaluateOnce') {
				if (!isSame(outcome, first)) faults.push(`item ${i}: ${show(outcome)}, but item 0: ${show(first)}`);
			} else if (mine[i] !== ours.NEEDS_EVALUATOR && !('value' in outcome && isSame(mine[i], outcome.value))) {
				faults.push(`item ${i}: ours ${show({ value: mine[i] })}, n8n's ${show(outcome)}`);
			}
		}
	}
	return { fast: mine.filter((value) => value !== ours.NEEDS_EVALUATOR).length, kind: compiled.kind, faults };
}

/** An outcome in words that tell types apart. */
export const show = (value: unknown): string => inspect(value, { depth: 5, breakLength: Infinity });
