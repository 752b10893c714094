// What docs/risk.md promises, on some of its sheets; `npm run risk` runs all of them, in many more orders.
import { effort } from '../effort';
import { hiddenRiskOf, isFaultless, riskOf, type Sheet } from './risk';
import type { HiddenSheet } from './hidden';

const ASKED: Sheet[] = [
	{ list: 'works', references: 'none', place: 'bottom', known: 10 },
	{ list: 'works', references: 'all', place: 'scattered', known: 1_980 },
];

test.each(ASKED)(
	'where Uservox can be asked, no duplicate is submitted and every new lead is initiated: $known at the $place, references: $references, list: $list',
	async (sheet) => {
		const risk = await riskOf(sheet);
		expect({ risk, isFaultless: isFaultless(risk) }).toEqual({ risk, isFaultless: true });
	},
);

const HIDDEN: HiddenSheet[] = [
	{ certainty: 'asked', rows: 300, hidden: 6 },
	{ certainty: 'asked', rows: 6_000, hidden: 12 },
	{ certainty: 'careful', rows: 500, hidden: 12 },
];

test.each(HIDDEN)(
	'leads that no list shows do not block the key in a few orders: $hidden of $rows rows, $certainty',
	async (sheet) => {
		const { blocked, accepted } = await hiddenRiskOf(sheet, effort(2, 20));
		expect(blocked).toBe(0);
		expect(accepted).toBeGreaterThan(0.9 * (sheet.rows - sheet.hidden));
	},
);
