// Lets a bench work inside of n8n's engine, in our node's place: with its parameters, its items and n8n's own evaluator.
import type { IExecuteFunctions } from 'n8n-workflow';
import { built } from '../built';

const { Uservox } = built('nodes/Uservox/Uservox.node');

/** While `run` runs, executing our node means `work`. */
export async function withExecute(
	work: (context: IExecuteFunctions) => Promise<void>,
	run: () => Promise<unknown>,
): Promise<void> {
	const own = Object.getOwnPropertyDescriptor(Uservox.prototype, 'execute') ?? {};
	Uservox.prototype.execute = async function (this: IExecuteFunctions) {
		await work(this);
		return [[], []];
	};
	try {
		await run();
	} finally {
		Object.defineProperty(Uservox.prototype, 'execute', own);
	}
}
