// Random items: what sheets and services hold, what they might, and what is meant to break us.
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

export const NAMES = ['phone', 'name', 'a', 'address', 'id', '_x', '$y', 'class', 'default', 'length', 'json', 'item0'];
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
export const ODD = [
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

export type DateTimeClass = typeof import('luxon').DateTime;

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
export const keys = (friendly: boolean): fc.Arbitrary<string> =>
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

/** What a field of a contact may hold; a field may be missing as well. */
const PHONES = [
	'+999 98765 43210',
	' 098765-43210',
	'0099998765',
	9998765432100,
	'',
	null,
	'+999 1 / +999 2',
	'call me',
	12.5,
];
const MAILS = ['Asha@Example.com', ' asha@example.com ', 'Asha Rao <asha@example.com>', 'n/a', null, ''];
const PEOPLE = ['Asha Rao', 'asha', ' Dr. Asha  Maria Rao', 'Zoë', '', null, 7, true];
const TAGS = [['vip', 'new'], [], ['a', null, 3], 'vip,new', [{ phone: '1' }], null];

/** A contact, as sheets and services give it. */
const contact: fc.Arbitrary<IDataObject> = fc
	.record(
		{
			phone: fc.constantFrom<unknown>(...PHONES),
			email: fc.constantFrom<unknown>(...MAILS),
			name: fc.constantFrom<unknown>(...PEOPLE),
			"What's your email?": fc.constantFrom<unknown>(...MAILS),
			tags: fc.constantFrom<unknown>(...TAGS),
			a: fc.record({ phone: fc.constantFrom<unknown>(...PHONES), name: fc.constantFrom<unknown>(...PEOPLE) }),
		},
		{ requiredKeys: [] },
	)
	.map((fields) => fields as IDataObject);

/** Steps that lead somewhere in most contacts. */
export const CONTACT_STEPS = [
	...['.phone', '.phone', '["phone"]', '.email', '.name', '.name', "['name']", '.a.phone', '.a.name', '?.a?.name'],
	...[
		'.tags',
		'.tags[0]',
		'.tags?.[1]',
		'.a',
		'["What\'s your email?"]',
		"['What\\'s your email?']",
		'.phone.name',
		'.a.b.c',
	],
];

export const items = (friendly: boolean, DateTime: DateTimeClass): fc.Arbitrary<IDataObject[]> =>
	fc.array(
		fc.oneof(
			{ weight: friendly ? 3 : 1, arbitrary: contact },
			{ weight: 2, arbitrary: object(keys(friendly), values(friendly, DateTime)) },
		),
		{ minLength: 3, maxLength: 3 },
	);

/** Every odd value under a plain name, for every way to reach for it. */
export const oddItems = (DateTime: DateTimeClass): IDataObject[] =>
	oddValues(DateTime).map((make) => ({ x: make(), list: [make()] }) as IDataObject);
