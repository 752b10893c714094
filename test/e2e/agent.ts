// The node as a tool of an AI agent in a full n8n, with a scripted model on loopback: what the model is told is what happened.
import assert from 'node:assert/strict';
import type { INode } from 'n8n-workflow';
import { z } from 'zod';
import { PROCESS } from '../ids';
import { exampleWorkflow } from '../workflows';
import { resetWorld } from '../simulator/serverState';
import { textOf } from '../values';
import { filledIn } from './examples';
import { startModel, type Script } from './model';
import type { Suite } from './suite';
import { STAGE_TOKEN, startWorld } from './stage';

const LAST_WORDS = 'All done.';

/** A visitor wants calls. The second asks for the first again. */
const CALLS = [
	{ phone: '+9999876500001', name: 'Asha Example', email: '', topic: 'prices' },
	{ phone: '+9999876500001', name: 'Asha Example', email: '', topic: 'prices' },
	{ phone: '+9999876500002', name: 'Bruno Sample', email: '', topic: 'prices' },
	{ phone: '12', name: 'Carla Muster', email: '', topic: 'prices' },
];
const callThem: Script = (answers) => {
	const next = CALLS[answers.length];
	return next === undefined ? { lastWords: LAST_WORDS } : { tool: /called/, arguments: next };
};

/** A colleague asks after a lead: first the lead, then its call. */
const askAfter =
	(referenceId: string): Script =>
	([lead, call]) => {
		if (lead === undefined) return { tool: /^Get.the.lead/, arguments: { referenceId } };
		if (lead.status !== 'found') return { lastWords: `I could not find out: ${lead.message}` };
		const [activity] = leadSchema.parse(lead).activities;
		if (call === undefined) return { tool: /^Get.the.call/, arguments: { activityId: activity?._id ?? 'none' } };
		const { callStatus, duration } = callSchema.parse(call).result;
		const { currentState, lastDisposition } = leadSchema.parse(lead);
		return {
			lastWords: `Called (${callStatus}, ${duration} s); the lead is "${currentState}", last disposition "${lastDisposition}".`,
		};
	};

/** A colleague says "call her and tell me what she said". */
const callAndTell: Script = ([call, outcome]) => {
	if (call === undefined) return { tool: /called/, arguments: { ...CALLS[0] } };
	if (outcome === undefined) return { tool: /^Wait/, arguments: { leadId: calledSchema.parse(call)._id } };
	if (outcome.status !== 'found') return { lastWords: `I do not know yet: ${outcome.message}` };
	return { lastWords: `She was reached: ${outcomeSchema.parse(outcome).lastDisposition}.` };
};

const CALL_ID = '64d000000000000000000017';
const CALLED_LEAD = {
	_id: '64c000000000000000000017',
	name: 'Asha Example',
	phone: '+9999876500017',
	referenceId: 'crm-17',
	currentState: 'interested',
	lastDisposition: 'Wants an offer',
};

const leadSchema = z.object({
	currentState: z.string(),
	lastDisposition: z.string(),
	activities: z.array(z.object({ _id: z.string() })),
});
const calledSchema = z.object({ _id: z.string() });
const outcomeSchema = z.object({ lastDisposition: z.string(), waitedSeconds: z.number().positive() });
const callSchema = z.object({ result: z.object({ callStatus: z.string(), duration: z.number() }) });

export const agent: Suite = {
	name: 'agent',
	async run(check) {
		const world = await startWorld();
		const { n8n, simulator } = world;
		const model = await startModel();
		/** Runs an example in which somebody writes to the agent, whose model follows the script. */
		const chatWith = async (
			example: string,
			trigger: string,
			chatInput: string,
			script: Script,
			change = (node: INode): INode => node,
		) => {
			const chat = { sessionId: 's1', action: 'sendMessage', chatInput };
			const filled = filledIn(exampleWorkflow(example));
			const workflow = { ...filled, nodes: filled.nodes.map(change), pinData: { [trigger]: [{ json: chat }] } };
			for (const node of workflow.nodes) {
				if (node.name === 'Chat model') node.credentials = { openAiApi: { id: null, name: 'OpenAI account' } };
			}
			model.follow(script);
			const execution = await n8n.rest.run(await n8n.rest.importWorkflow(workflow), trigger);
			return { execution, answers: model.toolAnswers() };
		};
		try {
			await n8n.rest.createCredential('openAiApi', 'OpenAI account', { apiKey: 'none', url: model.url });
			resetWorld(simulator.world, { token: STAGE_TOKEN, refusals: { '+9999876500002': 'Invalid phone number' } });
			const question = 'Please call me and my colleagues.';
			const { execution, answers } = await chatWith('ai-agent-tool', 'A visitor writes', question, callThem);

			await check('the agent comes to its end', async () => {
				assert.equal(execution.status, 'success', execution.error?.message);
				assert.equal(execution.items('Receptionist')[0]?.json.output, LAST_WORDS);
				assert.equal(answers.length, CALLS.length);
			});
			await check('an accepted lead: the model reads "initiated", and the lead is in the books', async () => {
				assert.equal(answers[0]?.status, 'initiated');
				assert.deepEqual(
					simulator.books.created.map(({ phone, name }) => ({ phone, name })),
					[{ phone: '+9999876500001', name: 'Asha Example' }],
				);
				assert.deepEqual(simulator.books.created[0]?.metadata, { topic: 'prices' });
			});
			await check('the same call again sends nothing, and the model reads why', async () => {
				assert.equal(answers[1]?.status, 'notInitiated');
				assert.equal(answers[1]?.errorCode, 'duplicateInInput');
				assert.equal(simulator.books.arrivals.filter(({ kind }) => kind === 'single').length, 2);
				assert.equal(simulator.books.duplicates.length, 0);
			});
			await check('a lead that Uservox refuses, and one that fails the check before sending', async () => {
				assert.equal(answers[2]?.errorCode, 'invalidPhone');
				assert.equal(answers[3]?.errorCode, 'invalidLead');
				for (const answer of answers.slice(1)) assert.ok((answer.message ?? '').length > 10, 'no message');
			});
			await check('the token is nowhere in the execution and in what the model read', async () => {
				assert.ok(!execution.text.includes(STAGE_TOKEN));
				assert.ok(!model.read().includes(STAGE_TOKEN));
			});

			await check('a tool as it is added, with a process: the model fills in phone, email and name', async () => {
				resetWorld(simulator.world, { token: STAGE_TOKEN });
				const lead = { Phone: '+9999876500003', Email: '', Full_Name: 'Carla Muster' };
				const script: Script = ([answer]) =>
					answer === undefined ? { tool: /called/, arguments: lead } : { lastWords: answer.status };
				const fresh = await chatWith('ai-agent-tool', 'A visitor writes', question, script, (node) =>
					node.name === 'Have somebody called' ? { ...node, parameters: { processId: PROCESS } } : node,
				);
				assert.equal(fresh.execution.items('Receptionist')[0]?.json.output, 'initiated');
				assert.deepEqual(
					simulator.books.created.map(({ phone, name }) => ({ phone, name })),
					[{ phone: lead.Phone, name: lead.Full_Name }],
				);
			});

			await check('"Call her and tell me what she said": the agent waits until the call is over', async () => {
				resetWorld(simulator.world, {
					token: STAGE_TOKEN,
					calls: { afterMs: 1_000, lastsMs: 3_000 },
					outcomes: ['interested'],
				});
				const { execution: told, answers: read } = await chatWith(
					'ai-agent-tool',
					'A visitor writes',
					'Call Asha Example, +9999876500001, and tell me what she said.',
					callAndTell,
				);
				assert.equal(told.status, 'success', told.error?.message);
				assert.deepEqual(
					read.map(({ status }) => status),
					['initiated', 'found'],
				);
				assert.equal(told.items('Receptionist')[0]?.json.output, 'She was reached: Interested.');
				assert.equal(simulator.books.created.length, 1);
			});

			const asked = async (referenceId: string) =>
				await chatWith(
					'ai-agent-lead-status',
					'A colleague asks',
					`Has ${referenceId} been called, and how did it go?`,
					askAfter(referenceId),
				);
			await check('"Has this lead been called, and how did it go?", through Get and Activity', async () => {
				resetWorld(simulator.world, {
					token: STAGE_TOKEN,
					existing: [{ ...CALLED_LEAD, processId: PROCESS }],
					activities: [{ _id: CALL_ID, leadId: CALLED_LEAD._id, seconds: 95, callStatus: 'completed' }],
				});
				const { execution: status, answers: read } = await asked('crm-17');
				assert.equal(status.status, 'success', status.error?.message);
				assert.deepEqual(
					read.map((answer) => answer.status),
					['found', 'found'],
				);
				assert.equal(
					status.items('Call desk')[0]?.json.output,
					'Called (completed, 95 s); the lead is "interested", last disposition "Wants an offer".',
				);
				assert.deepEqual(
					simulator.books.arrivals.map(({ kind }) => kind),
					['get', 'activity'],
				);
			});
			await check('a lead that Uservox does not know: the model reads why', async () => {
				resetWorld(simulator.world, { token: STAGE_TOKEN });
				const { execution: status, answers: read } = await asked('crm-18');
				assert.equal(read[0]?.errorCode, 'leadNotFound');
				assert.match(
					textOf(status.items('Call desk')[0]?.json.output),
					/^I could not find out: Uservox has no such lead/,
				);
			});
			await check('each tool says what it is for, and its answers are short', async () => {
				for (const description of model.tools()) assert.match(description, /found|initiated/);
				assert.ok(model.longestAnswer() < 2_000, `an answer of ${model.longestAnswer()} characters`);
			});
		} finally {
			await model.close();
			await world.close();
		}
	},
};
