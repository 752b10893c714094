// Random expressions and items: what users write, what they might, and what is meant to break us.
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

const NAMES = ['phone', 'name', 'a', 'address', 'id', '_x', '$y', 'class', 'default', 'length', 'json', 'item0'];
const QUOTED = [
	'First Name',
	'größe',
	'फ़ोन',
	'電話',
	'😀',
	'a.b',
	'Phone (mobile)',
	'Tel. (work)',
	'a  b',
	'',
	'0',
	'1',
	'-1',
	'{{',
];
const ODD = [
	...[
		'toString',
		'valueOf',
		'hasOwnProperty',
		'constructor',
		'__proto__',
		'__defineGetter__',
		'prototype',
		'caller',
		'callee',
	],
	...[
		'arguments',
		'binding',
		'_load',
		'execve',
		'getPrototypeOf',
		'defineProperty',
		'isPrototypeOf',
		'__sanitize',
		'mainModule',
	],
	...[
		'$',
		'globalThis',
		'this',
		'window',
		'global',
		'process',
		'undefined',
		'null',
		'$json',
		'then',
		'toJSON',
		'map',
		'01',
		'1.5',
	],
	...[
		"it's",
		'say "hi"',
		'a{b',
		'a}}b',
		'}}',
		'back\\slash',
		'tab\tkey',
		'line\nbreak',
		'ls\u2028',
		'\ud800',
		'x.first()',
		'x.isEmpty ()',
	],
	...[
		'a.constructor',
		'__isArray',
		'__isObject',
		'__isError',
		'__n8nType',
		'__n8nEscaped',
		'__value',
		'$if(',
		'\u00a0',
		'//',
		'/*',
	],
];

const SCALARS = fc.oneof(
	{ weight: 4, arbitrary: fc.string({ maxLength: 6 }) },
	{ weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
	fc.constantFrom(
		'',
		' ',
		'={{ $json.phone }}',
		'{{ 1 + 1 }}',
		'=x',
		'+999 98765 43210',
		'null',
		'\u2028',
		'\ud800',
		'$&',
		'\\',
	),
	{ weight: 2, arbitrary: fc.oneof(fc.integer(), fc.double()) },
	fc.constantFrom(0, -0, NaN, 1e21, 1e-7, Infinity, -Infinity, 9007199254740993, 999876543210),
	fc.boolean(),
	fc.constantFrom(null, undefined),
);

class Contact {
	phone = '1';

	get name(): string {
		return 'computed';
	}
}

type DateTimeClass = typeof import('luxon').DateTime;

/** Values that JSON does not know, or that n8n takes for its own. Made anew each time: n8n changes some of them. */
const oddValues = (DateTime: DateTimeClass): Array<() => unknown> => [
	() => new Date(0),
	() => new Date(NaN),
	() => DateTime.fromMillis(0),
	() => DateTime.invalid('x'),
	() => ({ a: DateTime.fromMillis(0), phone: 1 }),
	() => [DateTime.fromMillis(0)],
	() => [new Date(0)],
	() => 1n,
	() => 0n,
	() => Symbol('s'),
	() => () => 'phone',
	() => new Contact(),
	() => Object.assign(Object.create(null) as object, { phone: 1 }),
	() => Object.create({ phone: 'inherited' }) as unknown,
	() => new Map([['phone', 1]]),
	() => new Uint8Array(2),
	() => /phone/,
	() => new Error('phone'),
	() => [1, , 3],
	() => [undefined],
	() => ({ a: undefined }),
	() => JSON.parse('{"__proto__": {"phone": 1}, "toString": 1}') as unknown,
	() => ({ __n8nType: 'DateTime', phone: 1 }),
	() => ({ __isError: true, name: 'Error', message: 'm' }),
	() => Object.assign([1, 2], { phone: 1 }),
];

const odd = (DateTime: DateTimeClass): fc.Arbitrary<unknown> =>
	fc.constantFrom(...oddValues(DateTime)).map((make) => make());

/** The keys of items and references alike, so that references mostly lead somewhere. */
const keys = (friendly: boolean): fc.Arbitrary<string> =>
	fc.oneof(
		{ weight: 6, arbitrary: fc.constantFrom(...NAMES) },
		{ weight: 3, arbitrary: fc.constantFrom(...QUOTED.slice(0, friendly ? -1 : undefined)) },
		...(friendly
			? []
			: [
					{ weight: 2, arbitrary: fc.constantFrom(...ODD) },
					{ weight: 1, arbitrary: fc.string({ maxLength: 4 }) },
				]),
	);

function values(friendly: boolean, DateTime: DateTimeClass): fc.Arbitrary<unknown> {
	const leaf = friendly
		? SCALARS
		: fc.oneof({ weight: 4, arbitrary: SCALARS }, { weight: 1, arbitrary: odd(DateTime) });
	return fc.letrec<{ value: unknown }>((tie) => ({
		value: fc.oneof(
			{ maxDepth: 3, withCrossShrink: true },
			{ weight: 5, arbitrary: leaf },
			{ weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
			{ weight: 2, arbitrary: object(keys(friendly), tie('value')) },
		),
	})).value;
}

/** `defineProperty`, so that `__proto__` is a key as JSON.parse makes it. */
const object = (key: fc.Arbitrary<string>, value: fc.Arbitrary<unknown>): fc.Arbitrary<IDataObject> =>
	fc.array(fc.tuple(key, value), { maxLength: 6 }).map((entries) => {
		const json: IDataObject = {};
		for (const [name, inner] of entries) {
			Object.defineProperty(json, name, { value: inner, enumerable: true, writable: true, configurable: true });
		}
		return json;
	});

export const items = (friendly: boolean, DateTime: DateTimeClass): fc.Arbitrary<IDataObject[]> =>
	fc.array(object(keys(friendly), values(friendly, DateTime)), { minLength: 3, maxLength: 3 });

const SPACE = fc.oneof(
	{ weight: 8, arbitrary: fc.constant('') },
	{ weight: 1, arbitrary: fc.constantFrom(' ', '  ', '\t', '\n', '\r\n') },
);
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

const step = (key: string, style: number, optional: boolean, [a, b, c]: string[]): string => {
	if (style < 2 && IDENTIFIER.test(key)) return `${a}${optional ? '?.' : '.'}${b}${key}`;
	const chain = optional ? '?.' : '';
	if (style < 4 && /^\d+$/.test(key)) return `${a}${chain}[${b}${key}${c}]`;
	const quoted = style % 2 ? `'${key.replace(/['\\\n]/g, '\\$&')}'` : JSON.stringify(key);
	return `${a}${chain}[${b}${quoted}${c}]`;
};

const path = (friendly: boolean): fc.Arbitrary<string> =>
	fc
		.array(fc.tuple(keys(friendly), fc.nat(5), fc.boolean(), fc.array(SPACE, { minLength: 3, maxLength: 3 })), {
			minLength: friendly ? 1 : 0,
			maxLength: 3,
			size: 'max',
		})
		.map(
			(steps) =>
				`$json${steps.map(([key, style, optional, spaces]) => step(key, style, optional && style % 3 === 0, spaces)).join('')}`,
		);

const KNOWN = [
	'$vars.process',
	'$vars.process.trim()',
	'$vars.nested',
	'$vars["x"].y',
	'$workflow.id',
	'$workflow.name',
	'$execution.id',
	'$execution.mode',
	"$('Config').first().json.processId",
	'$("Config").last().json.processId',
	"$('Config').first().json",
	"$('Nobody').first().json.x",
	'"text"',
	"'a' + 5",
	'7',
	'true',
	'null',
	'" a ".trim() + $vars.process',
	'08',
	'5.toString()',
	'$json.phone.trim()',
	'$json.phone || "none"',
	'$json.a ? 1 : 2',
	'$itemIndex',
	'$input.item.json.phone',
	'$json.phone + ""',
	'phone',
	"$('Config').item.json.processId",
	'$json[phone]',
	'$json["ph" + "one"]',
	'$json.phone; ',
	'$json.phone // note',
	'/* x */ $json.phone',
	'',
	' ',
	'$',
	'$json.',
	'($json.phone)',
	'`${$json.phone}`',
	'[$json.phone]',
	'{ a: $json.phone }',
	'$json\u00a0.phone',
	'$JSON.phone',
	'$json.größe',
	'$json.\\u0070hone',
	'$json["\\u0070hone"]',
	'$json?.["phone"]?.a',
	'$json.phone?.length',
	'$json..a',
	'$json.0',
	'$json[-1]',
	'$json["phone"',
	'$json["a"].isEmpty()',
	'$json["a.isEmpty()"]',
	'$if($json.a, 1, 2)',
	'!$json.a',
	'-$json.id',
	'new Date($json.a)',
	'$data.phone',
];

const TEXT = fc.oneof(
	{ weight: 4, arbitrary: fc.constant('') },
	{
		weight: 3,
		arbitrary: fc.constantFrom(
			' ',
			'Lead ',
			', ',
			'\n',
			'\t',
			'"',
			"'",
			'+',
			'=',
			'Rs. ',
			'प्रिय ',
			'😀',
			'$json.a',
			'`${x}`',
		),
	},
	{
		weight: 1,
		arbitrary: fc.constantFrom(
			'{',
			'}',
			'}}',
			'{{',
			'\\',
			'\\{{',
			'\\\\',
			'\u2028',
			'\ud800',
			'. constructor',
			'x.first()',
			'$if(',
			'//',
		),
	},
	{ weight: 1, arbitrary: fc.string({ maxLength: 5 }) },
);

/** One reference alone, as the editor writes it when a field is dragged in, or a template of a few. */
export const plainExpression: fc.Arbitrary<string> = fc.oneof(
	{ weight: 2, arbitrary: path(true).map((code) => `={{ ${code} }}`) },
	{
		weight: 1,
		arbitrary: fc
			.array(fc.tuple(fc.constantFrom('', ' ', 'Lead ', ', ', '\n', 'प्रिय '), path(true)), {
				minLength: 1,
				maxLength: 3,
			})
			.map((parts) => `=${parts.map(([text, code]) => `${text}{{ ${code} }}`).join('')}`),
	},
);

const anyExpression = fc
	.array(
		fc.tuple(
			TEXT,
			fc.oneof({ weight: 4, arbitrary: path(false) }, { weight: 1, arbitrary: fc.constantFrom(...KNOWN) }),
			SPACE,
			SPACE,
		),
		{ minLength: 1, maxLength: 3, size: 'small' },
	)
	.chain((parts) =>
		TEXT.map(
			(end) => `=${parts.map(([text, code, before, after]) => `${text}{{${before}${code}${after}}}`).join('')}${end}`,
		),
	);

const mutated = fc
	.tuple(
		fc.oneof(plainExpression, anyExpression),
		fc.nat(),
		fc.nat(2),
		fc.constantFrom(...'{}[]().?"\'\\ =$\n;,0a+'.split('')),
	)
	.map(
		([raw, at, cut, added]) =>
			`${raw.slice(0, at % (raw.length + 1))}${added}${raw.slice((at % (raw.length + 1)) + cut)}`,
	);

const text = fc.oneof(
	TEXT.map((value) => `=${value}`),
	fc.constantFrom(...ODD, ...KNOWN, 'phone', '').chain((value) => fc.constantFrom(value, `=${value}`, `=${value} `)),
);
const literal = fc.constantFrom<unknown[]>(
	'x',
	'',
	'{{ $json.phone }}',
	5,
	true,
	null,
	undefined,
	{ a: '={{ $json.phone }}' },
	['={{ 1 }}'],
);

/** All that a parameter may hold, most of it not as we hope. */
export const anyRaw: fc.Arbitrary<unknown> = fc.oneof(
	{ weight: 6, arbitrary: anyExpression },
	{ weight: 3, arbitrary: mutated },
	{ weight: 1, arbitrary: text },
	{ weight: 1, arbitrary: literal },
);

/** Every known expression by itself, for the table of what is compiled to what. */
export const known: string[] = KNOWN.map((code) => `={{ ${code} }}`);

/** Every odd value under a plain name, for every way to reach for it. */
export const oddItems = (DateTime: DateTimeClass): IDataObject[] =>
	oddValues(DateTime).map((make) => ({ x: make(), list: [make()] }) as IDataObject);

export const reaching: string[] = [
	...[
		'',
		'.x',
		'.x.phone',
		'.x[0]',
		'.x["length"]',
		'.x.name',
		'.x.a',
		'.x.a.phone',
		'.list',
		'.list[0]',
		'.list[1]',
		'.x.year',
	],
	...[
		'.x.size',
		'.x.message',
		'.x.source',
		'.x.toString',
		'.list.phone',
		'.list.map',
		'["__proto__"]',
		'.x.__n8nType',
		'.x?.map',
	],
].flatMap((steps) => [`={{ $json${steps} }}`, `=a {{ $json${steps} }}`]);
