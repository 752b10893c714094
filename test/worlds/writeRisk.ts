// Writes docs/risk.md: runs all sheets of risk.ts. `npm run risk -- --orders 40` is quicker, and tells less.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { HIDDEN_SHEETS, hiddenRiskOf, riskDocument, riskOf, SHEETS, type HiddenRisk, type Risk } from './risk';

async function main(): Promise<void> {
	const { values } = parseArgs({ options: { orders: { type: 'string', default: '400' } } });
	const risks: Risk[] = [];
	for (const sheet of SHEETS) {
		const risk = await riskOf(sheet);
		risks.push(risk);
		console.log(JSON.stringify(risk));
	}
	const hidden: HiddenRisk[] = [];
	for (const sheet of HIDDEN_SHEETS) {
		const risk = await hiddenRiskOf(sheet, Number(values.orders));
		hidden.push(risk);
		console.log(JSON.stringify(risk));
	}
	writeFileSync(path.resolve(__dirname, '../../docs/risk.md'), riskDocument(risks, hidden));
	const all = hidden.filter((risk) => risk.hidden > 0);
	const blocked = all.reduce((sum, risk) => sum + risk.blocked, 0);
	console.log(
		`The key was blocked in ${blocked} of ${all.reduce((sum, { orders }) => sum + orders, 0)} runs with hidden leads`,
	);
	if (risks.some(({ broken }) => broken.length > 0)) process.exitCode = 1;
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 2;
});
