// Lists and payloads that nobody here wrote: each row comes out as a careful sales assistant would enter it by hand.
import { judge, strangers, tally } from './judge';
import { kindOf } from './kinds';

describe.each(Object.entries(strangers()))('%s', (_folder, lists) => {
	const judged = new Map(lists.map((list) => [list.file, judge(list)]));

	test.each(lists.map(({ file }) => [file, kindOf(file)]))('%s (%s)', (file) => {
		for (const { verdict, told } of judged.get(file) ?? [])
			expect({ verdict, told }).toEqual({ verdict: 'right', told });
	});

	test('all of them are judged', () => {
		const all = [...judged.values()].flat();
		expect(all.length).toBeGreaterThanOrEqual(lists.length);
		expect(tally(all)).toEqual({ right: all.length, second: 0, missed: 0, left: 0, silent: 0, wrong: 0 });
	});
});
