// Small arbitraries of the random worlds, and their own chance.
import fc from 'fast-check';

/** `[weight, value]` pairs: the first is what shrinking aims at. */
export function oneOf<T>(...choices: Array<readonly [number, T]>): fc.Arbitrary<T> {
	return fc.oneof(...choices.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })));
}

/** `[weight, smallest, largest]`. */
export function sizes(...ranges: Array<[number, number, number]>): fc.Arbitrary<number> {
	return fc.oneof(
		{ withCrossShrink: true },
		...ranges.map(([weight, min, max]) => ({ weight, arbitrary: fc.integer({ min, max }) })),
	);
}

/** Small and seeded: the only chance in a world. */
export function seededRandom(seed: number): () => number {
	let state = (seed ^ 0x9e3779b9) >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}
