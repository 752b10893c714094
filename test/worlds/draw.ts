// Small arbitraries of the random worlds, and their own chance.
import fc from 'fast-check';
import { seededRandom } from '../random';

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

/** The chance of a world: other numbers than the simulator of the same world draws from its seed. */
export function chanceOf(seed: number): () => number {
	return seededRandom(seed ^ 0x9e3779b9);
}
