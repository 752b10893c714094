// Random computed expressions: what people write over a field or two, put together in all ways.
import fc from 'fast-check';
import { referenced } from './situations';
import { steps, TEXT } from './references';

const CALLS = [
	...['.trim()', '.trim()', '.toString()', '.toLowerCase()', '.toUpperCase()', '.trimStart()', '.trimEnd()'],
	...['.slice(1)', '.slice(-10)', '.slice(0, 3)', '.substring(0, 2)', '.substring(1)', '.charAt(0)', '.at(-1)'],
	...[".split(' ')", ".split(' ')[0]", ".split(' ')[1]", ".split(' ').slice(1).join(' ')", '.split(/\\s+/)'],
	...[".split(' ').pop()", ".split('@')[0]", ".split(',', 2)", ".split('')", '.split()'],
	...[".replace(/\\D/g, '')", ".replace(/[^\\d+]/g, '')", ".replace(/\\s+/g, ' ')", ".replace(/^0+/, '+91')"],
	...[".replace('+', '')", ".replace(/(\\d{2})(\\d+)/, '$1-$2')", ".replace(/[\\s()-]/g, '')", ".replaceAll(' ', '')"],
	...[".replace(/^(?:\\+|00)?91/, '')", ".replaceAll(/a/, 'b')", ".replaceAll(/a/gi, '$&$&')", '.replace(/a/)'],
	...['.match(/\\d+/)[0]', '.match(/<(.+)>/)?.[1]', '.match(/\\d/g)', '.match(/x/)', ".match('x')"],
	...[".join(' ')", '.join()', '.filter(Boolean)', ".filter(Boolean).join(', ')", '.length', '[0]', '?.[0]', '[1]'],
	...[".startsWith('+')", ".endsWith('0')", ".includes('@')", ".indexOf(' ')", ".concat('x')", ".padStart(4, '0')"],
	...['.toFixed(2)', '.toFixed()', ".normalize('NFD')", '.pop()', '.shift()', '.slice(1, -1)', '.toString(16)'],
	...['.isEmpty()', '.toNumber()', '.first()', '.toTitleCase()', '.map(x => x)', '.trim', '?.trim()', '?.toString()'],
];
const LITERALS = [
	"''",
	"' '",
	'"none"',
	"'+'",
	"'it\\'s'",
	'0',
	'1',
	'5',
	'2.5',
	'true',
	'false',
	'null',
	'undefined',
	'[]',
];
const BINARY = [
	' + ',
	' + ',
	' + ',
	' - ',
	' * ',
	' / ',
	' % ',
	' === ',
	' !== ',
	' == ',
	' != ',
	' < ',
	' > ',
	' <= ',
	' >= ',
];

type Code = Record<'leaf' | 'chain' | 'code', string>;

/** An expression of some depth over references of the kind that `leaf` draws. */
const over = (leaf: fc.Arbitrary<string>): fc.Arbitrary<string> =>
	fc.letrec<Code>((tie) => ({
		leaf: fc.oneof({ weight: 5, arbitrary: leaf }, { weight: 1, arbitrary: fc.constantFrom(...LITERALS) }),
		chain: fc
			.tuple(
				fc.oneof(
					{ weight: 4, arbitrary: tie('leaf') },
					{ weight: 1, arbitrary: tie('code').map((code) => `(${code})`) },
				),
				fc.array(fc.constantFrom(...CALLS), { minLength: 1, maxLength: 3 }),
			)
			.map(([root, calls]) => root + calls.join('')),
		code: fc.oneof(
			{ maxDepth: 3, withCrossShrink: true, depthSize: 'medium' },
			{ weight: 2, arbitrary: tie('leaf') },
			{ weight: 5, arbitrary: tie('chain') },
			{
				weight: 2,
				arbitrary: fc.tuple(tie('code'), fc.constantFrom(...BINARY), tie('code')).map((parts) => parts.join('')),
			},
			{
				weight: 3,
				arbitrary: fc
					.tuple(tie('code'), fc.constantFrom(' || ', ' || ', ' ?? ', ' && '), tie('code'))
					.map((parts) => parts.join('')),
			},
			{
				weight: 2,
				arbitrary: fc.tuple(tie('code'), tie('code'), tie('code')).map(([test, yes, no]) => `${test} ? ${yes} : ${no}`),
			},
			{ weight: 1, arbitrary: tie('code').map((code) => `(${code})`) },
			{ weight: 1, arbitrary: tie('code').map((code) => `!${code}`) },
			{ weight: 1, arbitrary: tie('chain').map((code) => `-${code}`) },
			{
				weight: 1,
				arbitrary: fc.tuple(tie('code'), tie('chain')).map(([one, other]) => `\`\${${one}} - \${${other}}\``),
			},
			{
				weight: 1,
				arbitrary: fc
					.tuple(tie('code'), tie('code'), fc.constantFrom(".join(' ')", ".filter(Boolean).join(' ')", '', '[0]'))
					.map(([one, other, end]) => `[${one}, ${other}]${end}`),
			},
			{
				weight: 1,
				arbitrary: fc
					.tuple(fc.constantFrom('String', 'Number', 'Boolean', 'parseInt', 'parseFloat'), tie('code'))
					.map(([to, code]) => `${to}(${code})`),
			},
		),
	})).code;

/** Computed expressions alone or within text, over the item and, unless `itemOnly`, over items of other nodes. */
export const computedExpression = (friendly: boolean, itemOnly: boolean): fc.Arbitrary<string> => {
	const ofItem = steps(friendly).map((taken) => `$json${taken}`);
	const leaf = itemOnly
		? ofItem
		: fc.oneof({ weight: 1, arbitrary: ofItem }, { weight: 2, arbitrary: referenced(friendly) });
	const code = over(leaf);
	return fc.oneof(
		{ weight: 3, arbitrary: code.map((alone) => `={{ ${alone} }}`) },
		{
			weight: 1,
			arbitrary: fc.tuple(TEXT, code, TEXT).map(([before, inner, after]) => `=${before}{{ ${inner} }}${after}`),
		},
		{ weight: 1, arbitrary: fc.tuple(code, code).map(([one, other]) => `={{ ${one} }} {{${other}}}`) },
	);
};

/** References to other nodes alone, and within text. */
export const referenceExpression = (friendly: boolean): fc.Arbitrary<string> =>
	fc.oneof(
		{ weight: 3, arbitrary: referenced(friendly).map((code) => `={{ ${code} }}`) },
		{
			weight: 1,
			arbitrary: fc
				.array(fc.tuple(fc.constantFrom('', ' ', 'Lead ', ', ', '\n'), referenced(friendly)), {
					minLength: 1,
					maxLength: 3,
				})
				.map((parts) => `=${parts.map(([text, code]) => `${text}{{ ${code} }}`).join('')}`),
		},
	);
