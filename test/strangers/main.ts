// `npm run strangers [-- part of a file's name]`: what becomes of each row of the lists and payloads of strangers, as a table.
import { judge, strangers, tally } from './judge';

const wanted = process.argv[2] ?? '';
for (const [folder, lists] of Object.entries(strangers())) {
	const judged = lists.filter(({ file }) => file.includes(wanted)).flatMap(judge);
	console.log(`\n## ${folder}\n`);
	for (const { file, row, verdict, told } of judged) {
		if (wanted !== '' || verdict !== 'right')
			console.log(`| ${file} ${row + 1} | ${verdict} | ${told.slice(0, 400)} |`);
	}
	console.log(JSON.stringify({ rows: judged.length, ...tally(judged) }));
}
