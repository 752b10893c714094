// The built node's own parts: what users get is what is measured, and tsx would slow the source down.
const parts = '../../dist/nodes/Uservox';

export const { readerOfNewLeads }: typeof import('../../nodes/Uservox/pipeline/read') = require(
	`${parts}/pipeline/read`,
);
export const { checkCandidate, SeenLeads }: typeof import('../../nodes/Uservox/pipeline/check') = require(
	`${parts}/pipeline/check`,
);
export const { deliver }: typeof import('../../nodes/Uservox/pipeline/deliver') = require(`${parts}/pipeline/deliver`);
export const { settleBulkAnswer }: typeof import('../../nodes/Uservox/pipeline/settle') = require(
	`${parts}/pipeline/settle`,
);
export const { successItem }: typeof import('../../nodes/Uservox/pipeline/emit') = require(`${parts}/pipeline/emit`);
export const { parseAnswer }: typeof import('../../nodes/Uservox/api/answers') = require(`${parts}/api/answers`);
export const { RateLimiter }: typeof import('../../nodes/Uservox/api/rateLimit') = require(`${parts}/api/rateLimit`);
export const { DuplicateGuard }: typeof import('../../nodes/Uservox/api/duplicateGuard') = require(
	`${parts}/api/duplicateGuard`,
);
export const { Run }: typeof import('../../nodes/Uservox/api/run') = require(`${parts}/api/run`);
export const { optionsSchema }: typeof import('../../nodes/Uservox/model/options') = require(`${parts}/model/options`);
export const { systemClock }: typeof import('../../nodes/Uservox/host/clock') = require(`${parts}/host/clock`);
