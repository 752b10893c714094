// Runs the comparison against another n8n: N8N_WORKFLOW_FROM=<folder with node_modules> [ENGINE=vm] [CASES=5000] tsx main.ts
import Module from 'node:module';
import path from 'node:path';
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { anyRaw, items, known, oddItems, plainExpression, reaching } from './arbitraries';
import { compare, isSame, loadN8n, show, type Engine } from './compare';

const here = path.resolve(__dirname, '../../..');
const from = process.env.N8N_WORKFLOW_FROM ?? here;
const engine = (process.env.ENGINE ?? 'legacy') as Engine;
const cases = Number(process.env.CASES ?? 5000);

/** Our code gets the n8n-workflow of the n8n it is compared with, as a node gets its host's. */
function giveOursTheHostsWorkflow(): typeof import('../../../nodes/Uservox/input/expression') {
	const loader = Module as unknown as { _resolveFilename(request: string, ...rest: unknown[]): string };
	const original = loader._resolveFilename.bind(loader);
	const hosts = Module.createRequire(path.join(from, 'package.json')).resolve('n8n-workflow');
	loader._resolveFilename = (request, ...rest) => (request === 'n8n-workflow' ? hosts : original(request, ...rest));
	// eslint-disable-next-line @typescript-eslint/no-require-imports
	const ours = require('../../../nodes/Uservox/input/expression') as ReturnType<typeof giveOursTheHostsWorkflow>;
	loader._resolveFilename = original;
	return ours;
}

async function main(): Promise<void> {
	const ours = giveOursTheHostsWorkflow();
	const theirs = await loadN8n(from, engine);
	const baseline = process.env.BASELINE ? await loadN8n(here, 'legacy') : undefined;
	const count = { cases: 0, items: 0, fast: 0, plain: 0, plainFast: 0, faults: 0 };
	const differences = new Map<string, string>();

	const check = (raw: unknown, jsons: IDataObject[], plain: boolean): void => {
		const { fast, faults } = compare(ours, theirs, raw, jsons);
		count.cases++;
		count.items += jsons.length;
		count.fast += fast;
		if (plain) count.plain += jsons.length;
		if (plain) count.plainFast += fast;
		count.faults += faults.length;
		if (faults.length > 0 && count.faults < 40) console.log('FAULT', raw, faults);
		if (!baseline) return;
		for (const i of jsons.keys()) {
			const [old, current] = [baseline.evaluate(raw, jsons, i), theirs.evaluate(raw, jsons, i)];
			if ('threw' in old && 'threw' in current) continue;
			if ('threw' in current && current.threw.includes('security concerns')) continue; // its list is longer now
			if (!isSame(old, current)) differences.set(show(raw).slice(0, 70), `${show(old)}  →  ${show(current)}`);
		}
	};
	const { DateTime } = theirs.luxon;
	const seed = Number(process.env.SEED ?? Date.now() % 1e9);
	for (const [raw, jsons] of fc.sample(fc.tuple(plainExpression, items(true, DateTime)), { numRuns: cases / 2, seed }))
		check(raw, jsons, true);
	for (const [raw, jsons] of fc.sample(fc.tuple(anyRaw, items(false, DateTime)), { numRuns: cases, seed }))
		check(raw, jsons, false);
	for (const raw of reaching) check(raw, oddItems(DateTime), false);
	for (const raw of known) check(raw, [{ phone: ' 1 ', a: { a: 2 } }, { phone: null, id: 0 }, {}], false);

	console.log(`n8n-workflow ${theirs.version}, ${engine}, node ${process.version}, seed ${seed}:`, count);
	for (const [raw, difference] of [...differences].slice(0, 60)) console.log(raw, '\n    ', difference);
	await theirs.close();
	process.exitCode = count.faults > 0 ? 1 : 0;
}

void main();
