// Whatever a list is made of: no lead that goes out holds a value of another party, of a fax, or a part of a number.
import { effort } from '../effort';
import { outcomesOf } from '../strangers/judge';
import { generate, type GeneratedList, type Truth } from './lists/generate';

const digits = (text: string): string => text.replace(/\D+/g, '');

/** What is wrong with the leads of one list, and how many went out of those that could. */
function faultsIn({ items, truths }: GeneratedList): { faults: string[]; sent: number; sendable: number } {
	const { results } = outcomesOf(items);
	const faults: string[] = [];
	let sent = 0;
	for (const [index, { record }] of results.entries()) {
		const truth = truths[index];
		if (truth === undefined || record?.kind !== 'new') continue;
		sent += 1;
		const { phone, email, name, firstName, lastName } = record.lead;
		const told = `row ${index + 1}: ${JSON.stringify({ phone, email, name, firstName, lastName })}`;
		if (truth.isBarred) faults.push(`${told} must not be called`);
		if (phone !== undefined && !truth.phones.includes(digits(phone))) faults.push(`${told} has another phone`);
		if (email !== undefined && !truth.emails.includes(email)) faults.push(`${told} has another email`);
		const words = [name, firstName, lastName].flatMap((one) => one?.split(' ') ?? []);
		if (!words.every((word) => truth.names.includes(word))) faults.push(`${told} has another name`);
		if (phone === undefined && truth.phones.length > 0 && (record.warnings ?? []).length === 0)
			faults.push(`${told} lost its phone without a word`);
	}
	return { faults, sent, sendable: truths.filter(isSendable).length };
}

const isSendable = ({ phones, emails, isBarred }: Truth): boolean =>
	!isBarred && (phones.length > 0 || emails.length > 0);

test('no lead that goes out holds a value of another party, of a fax, or a part of a number', () => {
	const firstSeed = 1_000_000 * Number(process.env.TEST_SEED ?? 1);
	const seen = { sent: 0, sendable: 0 };
	const wrong: string[] = [];
	for (let seed = firstSeed; seed < firstSeed + effort(150, 10_000); seed += 1) {
		const list = generate(seed);
		const { faults, sent, sendable } = faultsIn(list);
		seen.sent += sent;
		seen.sendable += sendable;
		if (faults.length > 0) wrong.push(`seed ${seed}: ${faults[0]} of ${JSON.stringify(list.items.slice(0, 2))}`);
	}
	expect(wrong.slice(0, 3)).toEqual([]);
	expect(seen.sent / seen.sendable).toBeGreaterThan(0.8);
});
