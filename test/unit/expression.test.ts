// Which expressions are read without n8n's evaluator, what they give, and what is left to it. That it is n8n's value: test/property.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { compileExpression, NEEDS_EVALUATOR } from '../../nodes/Uservox/input/expression/compile';
import { NodeData } from '../../nodes/Uservox/input/expression/nodeData';
import { readPattern } from '../../nodes/Uservox/input/expression/pattern';
import { compileParameter } from '../../nodes/Uservox/input/parameter';
import { rawOf, SHAPE_KINDS, type Shape } from '../fixtures/expressions';

const json = {
	phone: '1',
	'First Name': 'Asha',
	"What's your email?": 'asha@example.com',
	address: { phone: '2', list: [{ x: 3 }] },
	n: 5_550_100,
	zero: 0,
	no: null,
	ok: false,
	full: ' Asha Maria Rao ',
};

/** The value of an expression over the item; the symbol if it is left to the evaluator. */
function valueOf(raw: string, item: IDataObject = json): unknown {
	const compiled = compileExpression(raw);
	return compiled.kind === 'read' ? compiled.read({ json: item, itemIndex: 0 }) : NEEDS_EVALUATOR;
}

test.each<[raw: string, value: unknown, path: string[]]>([
	['={{ $json.phone }}', '1', ['phone']],
	['={{$json.phone}}', '1', ['phone']],
	['={{ $json["First Name"] }}', 'Asha', ['First Name']],
	["={{ $json['First Name'] }}", 'Asha', ['First Name']],
	["={{ $json['What\\'s your email?'] }}", 'asha@example.com', ["What's your email?"]],
	['={{ $json.address.phone }}', '2', ['address', 'phone']],
	['={{ $json?.address?.["list"][0].x }}', 3, ['address', 'list', '0', 'x']],
	['={{ $json.nothing.at.all }}', undefined, ['nothing', 'at', 'all']],
	['={{ $json.phone.at_all }}', undefined, ['phone', 'at_all']],
	['={{ $json.zero }}', 0, ['zero']],
	['={{ $json.address }}', json.address, ['address']],
	['={{ ($json.phone) }}', '1', ['phone']],
	['={{ $json }}', json, []],
])('%s is one plain reference', (raw, value, path) => {
	expect(compileExpression(raw)).toMatchObject({ kind: 'read', path });
	expect(valueOf(raw)).toBe(value);
});

test.each<[raw: string, value: unknown]>([
	['= {{ $json.zero }}', ' 0'],
	['={{ $json.zero }}\n', '0\n'],
	['={{ $json.phone }} {{ $json["First Name"] }}', '1 Asha'],
	['=Lead {{ $json.phone }}{{ $json.phone }}', 'Lead 11'],
	['=<{{ $json.no }}{{ $json.none }}{{ $json.ok }}{{ $json.no.trim() }}>', '<false>'],
	['=a {{ $json.address }}', NEEDS_EVALUATOR],
])('%s is a template', (raw, value) => {
	expect(compileExpression(raw)).toMatchObject({ kind: 'read', path: undefined });
	expect(valueOf(raw)).toBe(value);
});

test.each<[code: string, value: unknown]>([
	['$json.full.trim()', 'Asha Maria Rao'],
	['$json.full.trim().toUpperCase()', 'ASHA MARIA RAO'],
	["$json.full.trim().split(' ')[0]", 'Asha'],
	["$json.full.trim().split(/\\s+/).slice(1).join(' ') || ''", 'Maria Rao'],
	["$json.full.trim().split(' ').pop()", 'Rao'],
	["$json['First Name'].charAt(0) + $json['First Name'].slice(1).toLowerCase()", 'Asha'],
	["$json['First Name'] + ' ' + $json.last", 'Asha undefined'],
	["[$json['First Name'], $json.last].filter(Boolean).join(' ')", 'Asha'],
	["`${$json['First Name']} (${$json.n})`", 'Asha (5550100)'],
	["$json.none || $json.no || 'none'", 'none'],
	['$json.none ?? $json.no ?? $json.zero', 0],
	['$json.ok && $json.phone', false],
	["$json.phone ? $json.phone.replace(/[^\\d]/g, '').padStart(3, '0') : ''", '001'],
	['$json.full.match(/(\\w+) (\\w+)/)?.[2]', 'Maria'],
	["$json.full.includes('@') ? 'mail' : 'name'", 'name'],
	['$json.n.toString()', '5550100'],
	['String($json.n)', '5550100'],
	["Number($json.phone) + 1 === 2 && '+' + $json.n", '+5550100'],
	['$json.n > 5 ? -$json.zero : 1', -0],
	['$json.phone == 1 && $json.no == undefined', true],
	// A TypeError ends the whole expression with nothing, as n8n has it.
	["$json.no.trim() || 'none'", undefined],
	["$json.none.x ?? 'none'", undefined],
	["$json.none?.x.y.z ?? 'none'", 'none'],
	["$json.ok.trim() ?? 'none'", undefined],
	['$json.address.trim()', undefined],
])('{{ %s }} is computed here', (code, value) => {
	expect(valueOf(`={{ ${code} }}`)).toBe(value);
});

test.each([
	['$json.n.trim()', '5550100'],
	["$json.n.replace(/^55/, '')", '50100'],
	["($json.n || '').split('')[0]", '5'],
	['$json.none?.trim() ?? $json.n.slice(-3)', '100'],
])(
	'{{ %s }}: where a method of texts is called on a number, its text is taken, though n8n gives nothing',
	(code, value) => {
		expect(valueOf(`={{ ${code} }}`)).toBe(value);
		expect(valueOf(`=<{{ ${code} }}>`)).toBe(`<${value}>`);
	},
);

test.each([
	...['$now', '$today', '$fromAI("phone")', '$env.X', '$data.phone', '$prevNode.name', 'new Date()', 'DateTime.now()'],
	...[
		'$json.toString',
		'$json.phone.isEmpty()',
		'$json.phone.toNumber()',
		'$json["a.isEmpty()"]',
		'$if($json.ok, 1, 2)',
	],
	...[
		'$json[phone]',
		'$json["ph" + "one"]',
		'$json.phone; ',
		'$json.phone // note',
		'/* x */ $json.phone',
		'{ a: $json.phone }',
	],
	...[
		'$json.x = 1',
		'$json.list.push(1)',
		'$json.list.pop()',
		'$json.list.map(x => x)',
		'$json.phone--',
		'$json.n ** 2',
	],
	...['$json.a ?? $json.b || 1', '$json.a, $json.b', 'typeof $json.a', '$json.a in $json', '08', '5.toString()', '1e3'],
	...[
		'`${$json?.a}`',
		"$('Node').item.json.x",
		'$vars.process + $json.phone',
		"$json.a.replace(/(a+)+b/, '')",
		'$json.trim?.()',
	],
	...[
		"$json.a.replace(/a/, () => 'b')",
		'$json.a["\\u0061"]',
		`${'('.repeat(60)}$json.a${')'.repeat(60)}`,
		`$json.a${' '.repeat(5_000)}`,
	],
])('{{ %s }} is left to the evaluator', (code) => {
	expect(compileExpression(`={{ ${code} }}`).kind).toBe('evaluate');
});

test.each([
	['plain text', 'constant'],
	['=literal text', 'evaluateOnce'],
	['={{ $vars.process }}', 'evaluateOnce'],
	['={{ $vars.process.trim() || "x" }} {{ $execution.id }}', 'evaluateOnce'],
	['={{ $("Config").first().json.processId }}', 'evaluateOnce'],
	['={{ $("Config").all()[0]?.json.processId }}', 'evaluateOnce'],
	['={{ $items("Config", 0, 0)[0].json.processId }}', 'evaluateOnce'],
	['={{ $item(0).$node["Config"].json.processId }}', 'evaluateOnce'],
	['={{ $input.last().json.processId }}', 'evaluateOnce'],
	['={{ $itemIndex }}', 'read'],
])('%s is %s', (raw, kind) => {
	expect(compileExpression(raw).kind).toBe(kind);
});

test.each<[item: unknown, raw: string]>([
	[{ x: new Date(0) }, '={{ $json.x }}'],
	[{ x: new Date(0) }, "={{ $json.x || 'none' }}"],
	[{ x: { y: 1 } }, "={{ $json.x + '' }}"],
	[{ x: ['a', { y: 1 }] }, '={{ $json.x.join() }}'],
	[{ x: '\ud800' }, '={{ $json.x.trim() }}'],
	[{ x: 'a'.repeat(100_000) }, "={{ $json.x.replace(/a+b/, '') }}"],
])('%p under %s is left to the evaluator', (item, raw) => {
	expect(valueOf(raw, item as IDataObject)).toBe(NEEDS_EVALUATOR);
});

describe('a pattern is read if its cost is bounded', () => {
	test.each<[source: string, longest: number]>([
		['\\D', 100_000],
		['[^\\d+]', 100_000],
		['^(\\d{3})(\\d{3})(\\d{4})$', 50_000],
		['\\s+', 500],
		['^\\s+|\\s+$', 200],
		['<(.+)>', 300],
		['(?:\\+|00)?91', 10_000],
	])('/%s/ for texts of %d characters at least', (source, longest) => {
		expect(readPattern(source, 'g')?.longest).toBeGreaterThanOrEqual(longest);
	});

	test.each(['(a+)+b', '(a|a)*b', '(?=a)', '(?<n>a)', '(a)\\1', '[a-z]+(?:x+)*', 'a{2,3}{4}', '(', '[b-a]'])(
		'not /%s/',
		(source) => {
			expect(readPattern(source, 'g')).toBeUndefined();
		},
	);

	test.each([
		['a+b', 600],
		['a+a+b', 80],
		['a+a+a+b', 30],
		['a?a?a?a?a?a?aaaaaa', 2_000],
		['(a|b|ab)(c|bcd)(d*)', 300],
	])('/%s/ for texts of %d characters at most', (source, longest) => {
		expect(readPattern(source, '')?.longest).toBeLessThanOrEqual(longest);
	});
});

describe('items of other nodes', () => {
	/** n8n's data for three items that came from "Sheet" in reverse order; each question to it is counted. */
	function n8nData() {
		const asked = { data: 0, links: 0 };
		const sheet = [0, 1, 2].map((i) => ({ json: { phone: `+999 ${i}`, at: { once: i } } }));
		const dataOf = (itemIndex: number) => {
			asked.data += 1;
			return {
				$: (name: string) => {
					if (name !== 'Sheet') throw new Error('not executed');
					return {
						itemMatching: (index: number) => {
							asked.links += 1;
							return sheet[2 - index];
						},
						all: () => sheet,
						first: () => sheet[0],
					};
				},
				$node: { Sheet: sheet[itemIndex] },
			};
		};
		const evaluate = Object.assign((path: string, itemIndex: number) => `n8n’s ${path} ${itemIndex}`, {
			nodes: new NodeData(dataOf),
		});
		const read = (...raws: string[]) => {
			const parameters = raws.map((raw) => compileParameter('p', raw, evaluate));
			return [0, 1, 2].map((itemIndex) => parameters.map((parameter) => parameter.read({}, itemIndex)));
		};
		return { asked, read };
	}

	test('each is followed once an item and node, whatever fields use it', () => {
		const { asked, read } = n8nData();
		expect(
			read(
				"={{ $('Sheet').item.json.phone }}",
				'={{ $("Sheet").item.json.at.once }}',
				"=<{{ $('Sheet').item.json.phone.slice(-1) }}>",
			),
		).toEqual([
			['+999 2', 2, '<2>'],
			['+999 1', 1, '<1>'],
			['+999 0', 0, '<0>'],
		]);
		expect(asked).toEqual({ data: 1, links: 3 });
	});

	test('their names are any text', () => {
		for (const name of ['Sheet v1.2 (old)', 'Asha’s sheet', 'Sheet (2)', '📞', '{ }', 'What is $json.x?']) {
			const raw = `={{ $(${JSON.stringify(name)}).item.json.phone }}`;
			expect(compileExpression(raw, () => () => ({ json: { phone: '1' } }))).toMatchObject({ kind: 'read' });
		}
	});

	test('by position they are taken from one list, if it begins with what n8n gives', () => {
		const { asked, read } = n8nData();
		expect(read('={{ $node["Sheet"].json["phone"] }}', "={{ $('Sheet').first().json.phone }}{{ $itemIndex }}")).toEqual(
			[
				['+999 0', '+999 00'],
				['+999 1', '+999 01'],
				['+999 2', '+999 02'],
			],
		);
		expect(asked.data).toBe(2);
	});

	test.each<[what: string, item: object, isRead: boolean]>([
		['a date', { json: { phone: '1', at: new Date(0) } }, true],
		['a file', { json: { phone: '1' }, binary: { file: { data: 'aGk=', mimeType: 'text/plain' } } }, true],
		['a function', { json: { phone: '1', at: [{ then: () => 1 }] } }, false],
		['a function, far behind', { json: { phone: '1', wide: Array(50_000).fill(1), at: () => 1 } }, true],
	])('n8n’s sandbox copies an item as a whole, here one with %s', (_what, item, isRead) => {
		const nodes = new NodeData(() => ({ $: () => ({ itemMatching: () => item }) }));
		const evaluate = Object.assign(() => 'n8n’s', { nodes });
		const parameter = compileParameter('p', "={{ $('Sheet').item.json.phone }}", evaluate);
		expect(parameter.read({}, 0)).toBe(isRead ? '1' : 'n8n’s');
	});

	test('where n8n would give an error, its evaluator is asked, so that it gives it', () => {
		const { read } = n8nData();
		expect(read("={{ $('Nobody').item.json.phone }}")).toEqual([['n8n’s p 0'], ['n8n’s p 1'], ['n8n’s p 2']]);
	});
});

test('the share of what people write that needs no evaluator is that of docs/expressions.md, and nine tenths at least', () => {
	const bind = () => () => undefined;
	const isRead = (shape: Shape) => compileExpression(rawOf(shape), bind).kind !== 'evaluate';
	const weight = (shapes: readonly Shape[]) => shapes.reduce((sum, { met = 1 }) => sum + met, 0);
	const kinds = SHAPE_KINDS.map(({ name, share, shapes }) => ({
		name,
		share,
		read: weight(shapes.filter(isRead)) / weight(shapes),
	}));
	const all = kinds.reduce((sum, { share, read }) => sum + share * read, 0);
	const rows = kinds.map(({ name, share, read }) => `| ${name} | ${share} % | ${Math.round(100 * read)} % |`);
	const page = readFileSync(path.resolve(__dirname, '../../docs/expressions.md'), 'utf8');
	expect(page).toContain([...rows, `| **together** | 100 % | **${Math.round(all)} %** |`].join('\n'));
	expect(kinds.reduce((sum, { share }) => sum + share, 0)).toBe(100);
	expect(all).toBeGreaterThan(90);
});

describe('the fields that a value is made of', () => {
	const item: IDataObject = { Phone: 5_550_100, first: 'Asha', none: null, ok: false, deep: { mobile: '1' } };
	const sourcesOf = (raw: string) =>
		compileParameter('p', raw, () => undefined)
			.sources(item, 0, undefined)
			.map(({ name, value }) => [name, value]);

	test.each<[raw: string, sources: unknown[]]>([
		['={{ $json.Phone.trim().toTitleCase() }}', [['Phone', 5_550_100]]],
		[
			'={{ $json.list.find(one => one.id === $json.first) }}',
			[
				['list', undefined],
				['first', 'Asha'],
			],
		],
		[
			'={{ $json.none.trim() + " " + $json.first.trim() }}',
			[
				['none', null],
				['first', 'Asha'],
			],
		],
		['={{ $json.ok ? $json.Phone : $json.none }}', [['none', null]]],
		['={{ $json.ok && $json.Phone }}', []],
		[
			'={{ $json.none || $json.deep["mobile"].replace(/./g, "") }}',
			[
				['none', null],
				['mobile', '1'],
			],
		],
		['={{ $json.first === "Asha" ? "" : $json.Phone }}', []],
		[
			'=<{{ ($json.none || $json.first).split(" ")[3] }}>',
			[
				['none', null],
				['first', 'Asha'],
			],
		],
		['={{ $json.Phone }}', []],
		['={{ $vars.phone.trim() }}', []],
		['plain text', []],
	])('are named: %s', (raw, sources) => {
		expect(sourcesOf(raw)).toEqual(sources);
	});
});
