// Every mutation still fits its file, so that `npm run mutations` can run; that the worlds notice each is seen there.
import { broken, MUTATIONS } from './mutations';

test.each(MUTATIONS.map((mutation) => [mutation.guarantee, mutation] as const))(
	'"%s" can be broken: its text is in its file exactly once',
	(_guarantee, mutation) => {
		expect(broken(mutation)).not.toBe('');
	},
);

test('each mutation changes something, and no two are the same', () => {
	for (const { from, to } of MUTATIONS) expect(to).not.toBe(from);
	expect(new Set(MUTATIONS.map(({ file, from, to }) => [file, from, to].join())).size).toBe(MUTATIONS.length);
});
