// Writes docs/risk.md: runs all sheets of risk.ts.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { HIDDEN_SHEETS, hiddenRiskOf, riskDocument, riskOf, SHEETS, type HiddenRisk, type Risk } from './risk';

async function main(): Promise<void> {
	const risks: Risk[] = [];
	for (const sheet of SHEETS) {
		const risk = await riskOf(sheet);
		risks.push(risk);
		console.log(JSON.stringify(risk));
	}
	const hidden: HiddenRisk[] = [];
	for (const sheet of HIDDEN_SHEETS) {
		const risk = await hiddenRiskOf(sheet);
		hidden.push(risk);
		console.log(JSON.stringify(risk));
	}
	writeFileSync(path.resolve(__dirname, '../../docs/risk.md'), riskDocument(risks, hidden));
	if (risks.some(({ broken }) => broken.length > 0)) process.exitCode = 1;
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 2;
});
