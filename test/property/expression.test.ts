// Proves that an expression we read ourselves gives what n8n's own evaluator gives, value and type, for any item.
import path from 'node:path';
import fc from '../properties';
import * as ours from '../../nodes/Uservox/input/expression';
import { anyRaw, items, known, oddItems, plainExpression, reaching } from './expression/arbitraries';
import { compare, loadN8n, type N8n } from './expression/compare';

const { compileExpression, NEEDS_EVALUATOR } = ours;

let n8n: N8n;
beforeAll(async () => {
	n8n = await loadN8n(path.resolve(__dirname, '../..'), 'legacy');
});

/** Runs `count` random cases and says how much of them we read ourselves. */
function prove(
	raws: fc.Arbitrary<unknown>,
	friendly: boolean,
	count: number,
): { fast: number; total: number; kinds: Set<string> } {
	const seen = { fast: 0, total: 0, kinds: new Set<string>() };
	fc.assert(
		fc.property(raws, items(friendly, n8n.luxon.DateTime), (raw, jsons) => {
			const { fast, kind, faults } = compare(ours, n8n, raw, jsons);
			seen.fast += fast;
			seen.total += jsons.length;
			seen.kinds.add(kind);
			expect(faults).toEqual([]);
		}),
		{ numRuns: count },
	);
	return seen;
}

describe('against n8n’s evaluator', () => {
	test('plain references and templates give the same, and nearly always without it', () => {
		const { fast, total } = prove(plainExpression, true, 1500);
		expect(fast / total).toBeGreaterThan(0.8);
	});

	test('any expression over any item gives the same, or is left to it', () => {
		const { fast, total, kinds } = prove(anyRaw, false, 4000);
		expect(fast / total).toBeGreaterThan(0.15);
		expect([...kinds].sort()).toEqual(['constant', 'evaluate', 'evaluateOnce', 'read']);
	});

	test.each(reaching)('%s of a value that is no JSON', (raw) => {
		expect(compare(ours, n8n, raw, oddItems(n8n.luxon.DateTime)).faults).toEqual([]);
	});

	test.each(known)('%s', (raw) => {
		const jsons = [{ phone: ' 1 ', a: { a: 2 } }, { phone: null, id: 0 }, {}];
		expect(compare(ours, n8n, raw, jsons).faults).toEqual([]);
	});
});

describe('what is compiled to what', () => {
	const json = {
		phone: '1',
		'First Name': 'Asha',
		address: { phone: '2', list: [{ x: 3 }] },
		n: 0,
		no: null,
		ok: false,
	};

	test.each<[raw: string, value: unknown, path: string[]]>([
		['={{ $json.phone }}', '1', ['phone']],
		['={{$json.phone}}', '1', ['phone']],
		['={{ $json["First Name"] }}', 'Asha', ['First Name']],
		["={{ $json['First Name'] }}", 'Asha', ['First Name']],
		['={{ $json.address.phone }}', '2', ['address', 'phone']],
		['={{ $json?.address?.["list"][0].x }}', 3, ['address', 'list', '0', 'x']],
		['={{ $json.nothing.at.all }}', undefined, ['nothing', 'at', 'all']],
		['={{ $json.n }}', 0, ['n']],
		['={{ $json.address }}', json.address, ['address']],
		['={{ $json }}', json, []],
	])('%s is one plain reference', (raw, value, path) => {
		const compiled = compileExpression(raw);
		expect(compiled).toMatchObject({ kind: 'read', path });
		expect(compiled.kind === 'read' && compiled.read(json)).toBe(value);
	});

	test.each<[raw: string, value: unknown]>([
		['= {{ $json.n }}', ' 0'],
		['={{ $json.n }}\n', '0\n'],
		['={{ $json.phone }} {{ $json["First Name"] }}', '1 Asha'],
		['=Lead {{ $json.phone }}{{ $json.phone }}', 'Lead 11'],
		['=<{{ $json.no }}{{ $json.none }}{{ $json.ok }}>', '<false>'],
		['=a {{ $json.address }}', NEEDS_EVALUATOR],
	])('%s is a template', (raw, value) => {
		const compiled = compileExpression(raw);
		expect(compiled).toMatchObject({ kind: 'read', path: undefined });
		expect(compiled.kind === 'read' && compiled.read(json)).toBe(value);
	});

	test.each([
		['plain text', 'constant'],
		['={{ $vars.process }}', 'evaluateOnce'],
		['=literal text', 'evaluateOnce'],
		['={{ $("Config").first().json.processId }}', 'evaluateOnce'],
		['={{ $("Config").item.json.processId }}', 'evaluate'],
		['={{ $now }}', 'evaluate'],
		['={{ $itemIndex }}', 'evaluate'],
		['={{ $json.toString }}', 'evaluate'],
		['={{ $json.phone.trim() }}', 'evaluate'],
		['={{ $vars.process }} {{ $json.phone }}', 'evaluate'],
	])('%s is %s', (raw, kind) => {
		expect(compileExpression(raw).kind).toBe(kind);
	});
});
