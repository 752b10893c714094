// Four fields by expression, our node and Edit Fields in one execution: ours maps and sends, Edit Fields maps.
import { figure, median, printTable, ROUNDS, times } from '../measure';
import { MAPPINGS, parameters, type Mapping } from '../people';
import { LEADS, span, type Bench } from './bench';
import { editFields, sideBySide, uservox } from './workflows';

/** What is compared; MAPPING=paired,position takes some of it. */
const COMPARED: ReadonlyArray<[mapping: Mapping, name: string, wanted: string]> = [
	['plain', 'four plain references', '≥ 40 ×'],
	['paired', "four `{{ $('Sheet').item.json.x }}`", '≥ 20 ×'],
	['position', 'four `{{ $node["Sheet"].json["x"] }}`', '≥ 25 ×'],
	['computed', 'one computed among three plain', '≥ 8 ×'],
];

/** A round runs each mapping once, so that a machine that is busy for a while slows all of them alike. */
export async function mapping(bench: Bench): Promise<void> {
	const wanted = process.env.MAPPING?.split(',');
	const compared = COMPARED.filter(([name]) => wanted?.includes(name) ?? true);
	const works = new Map<Mapping, { id: string; theirs: number[]; ours: number[] }>();
	for (const [name] of compared) {
		const nodes = [uservox('Uservox', parameters(name)), editFields('Edit Fields', MAPPINGS[name])];
		works.set(name, { id: await bench.import(sideBySide(name, LEADS, nodes)), theirs: [], ours: [] });
	}
	for (let round = 0; round < ROUNDS; round += 1) {
		for (const [name, { id, theirs, ours }] of works) {
			const execution = await bench.run(id, {}, LEADS);
			theirs.push(span(execution, 'Edit Fields'));
			ours.push(span(execution, 'Uservox'));
			const ratio = times((theirs.at(-1) ?? Number.NaN) / (ours.at(-1) ?? Number.NaN));
			console.error(`mapping ${name}, round ${round + 1}: ${theirs.at(-1)} ms against ${ours.at(-1)} ms, ${ratio}`);
		}
	}
	const lines = compared.map(([name, description, aim]) => {
		const { theirs = [], ours = [] } = works.get(name) ?? {};
		const ratios = theirs.map((value, round) => value / (ours[round] ?? Number.NaN));
		return [
			description,
			`${figure(median(theirs))} ms`,
			`${figure(median(ours))} ms`,
			times(median(ratios)),
			ratios.map(figure).join(', '),
			aim,
		];
	});
	printTable(
		`${figure(LEADS)} rows, four fields by expression, both nodes in one execution`,
		['', 'Edit Fields, mapping alone', 'Uservox, mapping and sending', 'faster, median', 'by round', 'wanted'],
		lines,
	);
}
