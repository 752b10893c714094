// The built node's own parts: what users get is what is measured, and tsx would slow the source down.
const parts = '../../dist/nodes/Uservox';

export const { readerOfNewLeads }: typeof import('../../nodes/Uservox/initiate/read/read') = require(
	`${parts}/initiate/read/read`,
);
export const { checkCandidate, SeenLeads }: typeof import('../../nodes/Uservox/initiate/check/check') = require(
	`${parts}/initiate/check/check`,
);
export const { deliver }: typeof import('../../nodes/Uservox/initiate/send/deliver') = require(
	`${parts}/initiate/send/deliver`,
);
export const { settleBulkAnswer }: typeof import('../../nodes/Uservox/api/answer/settle') = require(
	`${parts}/api/answer/settle`,
);
export const { successItem }: typeof import('../../nodes/Uservox/initiate/emit/emit') = require(
	`${parts}/initiate/emit/emit`,
);
export const { parseAnswer }: typeof import('../../nodes/Uservox/api/answer/parse') = require(
	`${parts}/api/answer/parse`,
);
export const { newPace }: typeof import('../../nodes/Uservox/api/pace/sharedPace') = require(
	`${parts}/api/pace/sharedPace`,
);
export const { Run }: typeof import('../../nodes/Uservox/api/run') = require(`${parts}/api/run`);
export const { optionsSchema }: typeof import('../../nodes/Uservox/model/options') = require(`${parts}/model/options`);
export const { systemClock }: typeof import('../../nodes/Uservox/host/clock') = require(`${parts}/host/clock`);
