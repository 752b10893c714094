// Runs the comparison against another n8n: N8N_WORKFLOW_FROM=<folder with node_modules> [ENGINE=vm] [CASES=5000] tsx main.ts
import Module from 'node:module';
import path from 'node:path';
import fc from 'fast-check';
import { compare, isSame, show, type Ours } from './compare';
import { computedExpression, referenceExpression } from './computed';
import { items, oddItems } from './items';
import { loadN8n, type Engine } from './n8n';
import { anyRaw, known, plainExpression, reaching } from './references';
import { plainSituation, situations, type Situation } from './situations';

const here = path.resolve(__dirname, '../../..');
const from = process.env.N8N_WORKFLOW_FROM ?? here;
const engine = (process.env.ENGINE ?? 'legacy') as Engine;
const cases = Number(process.env.CASES ?? 5000);

/** Our code gets the n8n-workflow of the n8n it is compared with, as a node gets its host's. */
function giveOursTheHostsWorkflow(): Ours {
	const loader = Module as unknown as { _resolveFilename(request: string, ...rest: unknown[]): string };
	const original = loader._resolveFilename.bind(loader);
	const hosts = Module.createRequire(path.join(from, 'package.json')).resolve('n8n-workflow');
	loader._resolveFilename = (request, ...rest) => (request === 'n8n-workflow' ? hosts : original(request, ...rest));
	const input = '../../../nodes/Uservox/input/expression';
	// eslint-disable-next-line @typescript-eslint/no-require-imports
	const ours = { ...require(`${input}/compile`), ...require(`${input}/nodeData`) } as Ours;
	loader._resolveFilename = original;
	return ours;
}

interface Count {
	cases: number;
	items: number;
	/** Items that were read without the evaluator, and those of them with a value. */
	fast: number;
	full: number;
	/** Expressions that are the same for all items. */
	once: number;
	numbersAsTexts: number;
	faults: number;
}

async function main(): Promise<void> {
	const ours = giveOursTheHostsWorkflow();
	const theirs = await loadN8n(from, engine);
	const legacy = await loadN8n(here, 'legacy');
	const baseline = process.env.BASELINE ? legacy : undefined;
	const counts: Record<string, Count> = {};
	const differences = new Map<string, string>();
	let faults = 0;

	const check = (part: string, raw: unknown, situation: Situation): void => {
		const compared = compare(ours, theirs, raw, situation, legacy);
		const count = (counts[part] ??= { cases: 0, items: 0, fast: 0, full: 0, once: 0, numbersAsTexts: 0, faults: 0 });
		count.cases += 1;
		count.items += situation.input.length;
		count.fast += compared.fast;
		count.full += compared.full;
		count.once += compared.kind === 'evaluateOnce' ? 1 : 0;
		count.numbersAsTexts += compared.numbersAsTexts;
		count.faults += compared.faults.length;
		faults += compared.faults.length;
		if (compared.faults.length > 0 && faults < 40) console.log('FAULT', part, raw, compared.faults);
		if (!baseline) return;
		for (const i of situation.input.keys()) {
			const [old, current] = [baseline.evaluate(raw, situation, i), theirs.evaluate(raw, situation, i)];
			if ('threw' in old && 'threw' in current) continue;
			if ('threw' in current && current.threw.includes('security concerns')) continue; // its list is longer now
			if (!isSame(old, current)) differences.set(show(raw).slice(0, 70), `${show(old)}  →  ${show(current)}`);
		}
	};
	const { DateTime } = theirs.luxon;
	const seed = Number(process.env.SEED ?? Date.now() % 1e9);
	const draw = <T>(
		part: string,
		raws: fc.Arbitrary<unknown>,
		given: fc.Arbitrary<T>,
		make: (given: T) => Situation,
		share: number,
	) => {
		for (const [raw, one] of fc.sample(fc.tuple(raws, given), { numRuns: Math.ceil(cases * share), seed })) {
			check(part, raw, make(one));
		}
	};
	const onlyItems = (friendly: boolean) => items(friendly, DateTime);
	draw('plain', plainExpression, onlyItems(true), plainSituation, 0.25);
	draw('any', anyRaw, onlyItems(false), plainSituation, 0.5);
	draw('computed', computedExpression(true, true), onlyItems(true), plainSituation, 0.5);
	draw('computed, odd', computedExpression(false, true), onlyItems(false), plainSituation, 0.25);
	const same = (situation: Situation) => situation;
	draw('nodes', referenceExpression(true), situations(true, DateTime), same, 0.5);
	draw('nodes, odd', referenceExpression(false), situations(false, DateTime), same, 0.5);
	draw('nodes, computed', computedExpression(true, false), situations(true, DateTime), same, 0.25);
	for (const raw of reaching) check('reaching', raw, plainSituation(oddItems(DateTime)));
	for (const raw of known)
		check('known', raw, plainSituation([{ phone: ' 1 ', a: { a: 2 } }, { phone: null, id: 0 }, {}]));

	console.log(`n8n-workflow ${theirs.version}, ${engine}, node ${process.version}, seed ${seed}`);
	console.table(counts);
	for (const [raw, difference] of [...differences].slice(0, 60)) console.log(raw, '\n    ', difference);
	await theirs.close();
	process.exitCode = faults > 0 ? 1 : 0;
}

void main();
