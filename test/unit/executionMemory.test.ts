// The memory of one execution, which runs of the node share through n8n's context object.
import type { IContextObject } from 'n8n-workflow';
import { steadyClock } from '../../nodes/Uservox/host/clock';
import { ExecutionMemory } from '../../nodes/Uservox/host/executionMemory';
import { type LeadRecord } from '../../nodes/Uservox/model/lead';
import { identityKeys } from '../../nodes/Uservox/model/sameLead';
import { FOREIGN } from '../ids';

const record: LeadRecord = { kind: 'existing', itemIndex: 0, init: true, leadId: FOREIGN };
const [key = ''] = identityKeys(record);

test('what a run has noted and saved, the next one knows, also from the stored execution', async () => {
	const context: IContextObject = {};
	const first = await ExecutionMemory.open(context, steadyClock);
	first.note(record);
	expect(first.has(key)).toBe(false);
	first.close();
	expect((await ExecutionMemory.open(context, steadyClock)).has(key)).toBe(true);
	expect((await ExecutionMemory.open({ ...context }, steadyClock)).has(key)).toBe(true);
	expect(JSON.stringify(context)).not.toContain(record.leadId);
});

test('runs that overlap, as when an agent calls the tool twice at once, know what the other sends or has sent', async () => {
	const context: IContextObject = {};
	const [first, second] = await Promise.all([
		ExecutionMemory.open(context, steadyClock),
		ExecutionMemory.open(context, steadyClock),
	]);
	first.claims = (asked) => asked === key;
	expect(second.has(key)).toBe(true);
	expect(first.has(key)).toBe(false);
	first.note(record);
	first.close();
	expect(second.has(key)).toBe(true);
	second.close();
	expect((await ExecutionMemory.open(context, steadyClock)).has(key)).toBe(true);
});
