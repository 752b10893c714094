// The quick check of a lead and the schema that names its faults are of one mind, whatever the lead.
import fc from 'fast-check';
import { isFaultless, leadSchema, type Lead } from '../../nodes/Uservox/model/lead';

const objectId = fc.oneof(
	fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF'), minLength: 24, maxLength: 24 }),
	fc.constantFrom(
		'',
		'64a00000000000000000000',
		'64a0000000000000000000012',
		'64a00000000000000000000g',
		' 64a000000000000000000001',
	),
	fc.string(),
);
const phone = fc.oneof(
	fc.string({ unit: fc.constantFrom(...'0123456789+ -.()[]\u2011\u200b'), maxLength: 20 }),
	fc.constantFrom(
		'+12025550100',
		'1111111',
		'+222222222',
		'(202) 555-0100',
		'12345',
		'1234567890123456',
		'+',
		'00 11 22',
		'++1202555010',
	),
	fc.string(),
);
const email = fc.oneof(
	fc.emailAddress(),
	fc.constantFrom('a@b', 'a@b.c', 'a@@b.c', 'a b@c.d', 'a@b..c', '@b.c', 'ä@ö.ü'),
	fc.string(),
);
const lead: fc.Arbitrary<Partial<Lead>> = fc.record(
	{
		projectId: objectId,
		processId: objectId,
		phone,
		email,
		name: fc.string(),
		firstName: fc.string(),
		lastName: fc.string(),
		referenceId: fc.string(),
		groupId: fc.string(),
		metadata: fc.dictionary(fc.string(), fc.jsonValue()),
	},
	{ requiredKeys: [] },
);
/** Half of the parts are certainly right, so that many leads are. */
const likely = fc
	.tuple(lead, fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean())
	.map(([some, withIds, withName, withPhone, withEmail]) => ({
		...some,
		...(withIds ? { projectId: '64a000000000000000000001', processId: '64A0000000000000000000A1' } : {}),
		...(withName ? { name: 'Asha Rao' } : {}),
		...(withPhone ? { phone: '+1 (202) 555-0100' } : {}),
		...(withEmail ? { email: 'asha@example.com' } : {}),
	}));

test('a lead is faultless exactly if the schema finds no fault', () => {
	const seen = { faultless: 0, faulty: 0 };
	fc.assert(
		fc.property(likely, (some) => {
			const faultless = isFaultless(some);
			seen[faultless ? 'faultless' : 'faulty'] += 1;
			expect(faultless).toBe(leadSchema.safeParse(some).success);
		}),
		{ numRuns: 2_000 },
	);
	expect(Math.min(seen.faultless, seen.faulty)).toBeGreaterThan(100);
});
