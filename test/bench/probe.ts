// Lets a bench work inside of n8n's engine, in our node's place: with its parameters, its items and n8n's own evaluator.
import type { IExecuteFunctions } from 'n8n-workflow';

const { Uservox }: typeof import('../../nodes/Uservox/Uservox.node') = require('../../dist/nodes/Uservox/Uservox.node');

/** While `run` runs, executing our node means `work`. */
export async function withExecute(
	work: (context: IExecuteFunctions) => Promise<void>,
	run: () => Promise<unknown>,
): Promise<void> {
	const { execute } = Uservox.prototype;
	Uservox.prototype.execute = async function (this: IExecuteFunctions) {
		await work(this);
		return [[], []];
	};
	try {
		await run();
	} finally {
		Uservox.prototype.execute = execute;
	}
}
