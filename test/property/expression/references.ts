// Random references and texts around them: what users write, what they might, and what is meant to break us.
import fc from 'fast-check';
import { CONTACT_STEPS, keys, ODD } from './items';

export const SPACE = fc.oneof(
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

/** Steps into an item, such as `.address["zip code"]`. */
export const steps = (friendly: boolean): fc.Arbitrary<string> =>
	fc.oneof(
		{ weight: 1, arbitrary: fc.constantFrom(...CONTACT_STEPS) },
		{ weight: 1, arbitrary: randomSteps(friendly) },
	);

const randomSteps = (friendly: boolean): fc.Arbitrary<string> =>
	fc
		.array(fc.tuple(keys(friendly), fc.nat(5), fc.boolean(), fc.array(SPACE, { minLength: 3, maxLength: 3 })), {
			minLength: friendly ? 1 : 0,
			maxLength: 3,
			size: 'max',
		})
		.map((all) =>
			all.map(([key, style, optional, spaces]) => step(key, style, optional && style % 3 === 0, spaces)).join(''),
		);

const path = (friendly: boolean): fc.Arbitrary<string> => steps(friendly).map((taken) => `$json${taken}`);

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

export const TEXT = fc.oneof(
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
