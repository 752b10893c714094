// The built node's own parts: what users get is what is measured, and tsx would slow the source down.
import { built } from '../built';

export const { readerOfNewLeads } = built('nodes/Uservox/initiate/read/read');
export const { evaluatorOf } = built('nodes/Uservox/input/parameter');
export const { checkCandidate } = built('nodes/Uservox/initiate/check/check');
export const { SeenLeads } = built('nodes/Uservox/initiate/check/seen');
export const { deliver } = built('nodes/Uservox/initiate/send/deliver');
export const { settleBulkAnswer } = built('nodes/Uservox/api/answer/settle');
export const { successItem } = built('nodes/Uservox/initiate/emit/emit');
export const { parseAnswer } = built('nodes/Uservox/api/answer/parse');
export const { newPace } = built('nodes/Uservox/api/pace/sharedPace');
export const { Run } = built('nodes/Uservox/api/run');
export const { optionsSchema } = built('nodes/Uservox/model/options');
export const { systemClock } = built('nodes/Uservox/host/clock');
