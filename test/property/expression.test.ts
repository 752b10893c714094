// Proves that an expression we read ourselves gives what n8n's own evaluator gives, value and type, for any item and wherever the node is.
import path from 'node:path';
import { effort } from '../effort';
import fc from '../properties';
import * as compile from '../../nodes/Uservox/input/expression/compile';
import * as data from '../../nodes/Uservox/input/expression/nodeData';
import { compare } from './expression/compare';
import { computedExpression, referenceExpression } from './expression/computed';
import { items, oddItems } from './expression/items';
import { loadN8n, type N8n } from './expression/n8n';
import { anyRaw, known, plainExpression, reaching } from './expression/references';
import { plainSituation, situations, type Situation } from './expression/situations';

const ours = { ...compile, ...data };

let n8n: N8n;
beforeAll(async () => {
	n8n = await loadN8n(path.resolve(__dirname, '../..'), 'legacy');
});

/** Runs `count` random cases. @returns the share of items that we read ourselves, and which kinds there were */
function prove(
	raws: fc.Arbitrary<unknown>,
	situation: fc.Arbitrary<Situation>,
	count: number,
): { fast: number; kinds: string[] } {
	const seen = { fast: 0, total: 0, kinds: new Set<string>() };
	fc.assert(
		fc.property(raws, situation, (raw, one) => {
			const { fast, kind, faults } = compare(ours, n8n, raw, one);
			seen.fast += fast;
			seen.total += one.input.length;
			seen.kinds.add(kind);
			expect(faults).toEqual([]);
		}),
		{ numRuns: effort(Math.ceil(count / 3), 8 * count) },
	);
	return { fast: seen.fast / seen.total, kinds: [...seen.kinds].sort() };
}

describe('against n8n’s evaluator', () => {
	const plain = (friendly: boolean) => items(friendly, n8n.luxon.DateTime).map(plainSituation);

	test('plain references and templates give the same, and nearly always without it', () => {
		expect(prove(plainExpression, plain(true), 400).fast).toBeGreaterThan(0.8);
	});

	test('any expression over any item gives the same, or is left to it', () => {
		const { fast, kinds } = prove(anyRaw, plain(false), 1200);
		expect(fast).toBeGreaterThan(0.15);
		expect(kinds).toEqual(['constant', 'evaluate', 'evaluateOnce', 'read']);
	});

	test('what is computed of an item is the same', () => {
		expect(prove(computedExpression(true, true), plain(true), 400).fast).toBeGreaterThan(0.3);
		expect(prove(computedExpression(false, true), plain(false), 200).fast).toBeGreaterThan(0.15);
	});

	test('items of other nodes are the same, whatever is missing or broken before this node', () => {
		const { DateTime } = n8n.luxon;
		expect(prove(referenceExpression(true), situations(true, DateTime), 250).fast).toBeGreaterThan(0.15);
		expect(prove(referenceExpression(false), situations(false, DateTime), 250).fast).toBeGreaterThan(0.05);
		expect(prove(computedExpression(true, false), situations(true, DateTime), 150).fast).toBeGreaterThan(0.1);
	});

	test.each(reaching)('%s of a value that is no JSON', (raw) => {
		expect(compare(ours, n8n, raw, plainSituation(oddItems(n8n.luxon.DateTime))).faults).toEqual([]);
	});

	test.each(known)('a value is what n8n gives, for a known corner: %s', (raw) => {
		const jsons = [{ phone: ' 1 ', a: { a: 2 } }, { phone: null, id: 0 }, {}];
		expect(compare(ours, n8n, raw, plainSituation(jsons)).faults).toEqual([]);
	});
});
