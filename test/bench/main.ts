// `npm run bench [part …]`: what mapping, each stop, whole runs and memory cost, as a table.
import { benchEndToEnd } from './endToEnd';
import { benchMapping } from './mapping';
import { machine, ROUNDS } from './measure';
import { benchMemory } from './memory';
import { benchResponsiveness } from './responsiveness';
import { benchSingleLeads } from './singleLeads';
import { benchStops } from './stops';

const PARTS: Record<string, () => Promise<void>> = {
	mapping: benchMapping,
	stops: benchStops,
	run: benchEndToEnd,
	single: benchSingleLeads,
	memory: benchMemory,
	pauses: benchResponsiveness,
};

async function main(): Promise<void> {
	const wanted = process.argv.slice(2);
	const unknown = wanted.filter((name) => !(name in PARTS));
	if (unknown.length > 0)
		throw new Error(`No such part: ${unknown.join(', ')}. There are ${Object.keys(PARTS).join(', ')}`);
	console.log(`${machine()}. Medians of ${ROUNDS}; ratios within one run.`);
	for (const [name, bench] of Object.entries(PARTS)) if (wanted.length === 0 || wanted.includes(name)) await bench();
}

main().then(
	() => process.exit(0),
	(error: unknown) => {
		console.error(error);
		process.exit(1);
	},
);
