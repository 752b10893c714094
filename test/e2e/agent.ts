// The node as a tool of an AI agent in a full n8n, with a scripted model on loopback: what the model is told is what happened.
import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { exampleWorkflow } from '../workflows';
import { resetWorld } from '../simulator/serverState';
import { filledIn } from './examples';
import type { Suite } from './suite';
import { startWorld, STAGE_TOKEN } from './stage';

/** What the scripted model asks the tool to do, one call after the other. The second repeats the first. */
const CALLS = [
	{ phone: '+9999876500001', name: 'Asha Example', email: '', topic: 'prices' },
	{ phone: '+9999876500001', name: 'Asha Example', email: '', topic: 'prices' },
	{ phone: '+9999876500002', name: 'Bruno Sample', email: '', topic: 'prices' },
	{ phone: '12', name: 'Carla Muster', email: '', topic: 'prices' },
];
const LAST_WORDS = 'All done.';

const requestSchema = z.object({
	stream: z.boolean().optional(),
	messages: z.array(z.object({ role: z.string(), content: z.unknown() }).passthrough()),
	tools: z.array(z.object({ function: z.object({ name: z.string() }) })).default([]),
});

/** What the tool gave back, as the model read it. */
const toolAnswerSchema = z
	.object({ status: z.string(), errorCode: z.string().optional(), message: z.string().optional() })
	.passthrough();
type ToolAnswer = z.infer<typeof toolAnswerSchema>;

export const agent: Suite = {
	name: 'agent',
	async run(check) {
		const world = await startWorld();
		const { n8n, simulator } = world;
		const model = await startModel();
		try {
			await n8n.rest.createCredential('openAiApi', 'OpenAI account', { apiKey: 'none', url: model.url });
			const chat = { sessionId: 's1', action: 'sendMessage', chatInput: 'Please call me and my colleagues.' };
			const workflow = filledIn(exampleWorkflow('ai-agent-tool'), { 'A visitor writes': [chat] });
			for (const node of workflow.nodes) {
				if (node.name === 'Chat model') node.credentials = { openAiApi: { id: null, name: 'OpenAI account' } };
			}
			resetWorld(simulator.world, { token: STAGE_TOKEN, refusals: { '+9999876500002': 'Invalid phone number' } });
			const execution = await n8n.rest.run(await n8n.rest.importWorkflow(workflow), 'A visitor writes');
			const answers = model.toolAnswers();

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
				assert.ok(!JSON.stringify(model.requests).includes(STAGE_TOKEN));
			});
		} finally {
			await model.close();
			await world.close();
		}
	},
};

/** A server that speaks enough of OpenAI's chat completions to play a model with a script. */
async function startModel() {
	const requests: Array<z.infer<typeof requestSchema>> = [];
	const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
		const asked = requestSchema.parse(JSON.parse(await bodyOf(request)));
		requests.push(asked);
		const call = CALLS[asked.messages.filter(({ role }) => role === 'tool').length];
		const name = asked.tools[0]?.function.name ?? 'none';
		const tool = {
			id: `call_${requests.length}`,
			type: 'function',
			function: { name, arguments: JSON.stringify(call) },
		};
		const message = call
			? { role: 'assistant', content: null, tool_calls: [{ index: 0, ...tool }] }
			: { role: 'assistant', content: LAST_WORDS };
		const finish_reason = call ? 'tool_calls' : 'stop';
		const base = {
			id: `completion-${requests.length}`,
			created: 0,
			model: 'scripted',
			usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
		};
		if (asked.stream) {
			response.writeHead(200, { 'content-type': 'text/event-stream' });
			const chunk = {
				...base,
				object: 'chat.completion.chunk',
				choices: [{ index: 0, delta: message, finish_reason }],
			};
			response.end(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`);
		} else {
			response.writeHead(200, { 'content-type': 'application/json' });
			response.end(
				JSON.stringify({ ...base, object: 'chat.completion', choices: [{ index: 0, message, finish_reason }] }),
			);
		}
	};
	const server = createServer((request, response) => {
		// A fault in the script ends the connection, which n8n reports.
		respond(request, response).catch((error: Error) => response.destroy(error));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The model did not get a port');
	return {
		url: `http://127.0.0.1:${address.port}/v1`,
		requests,
		/** What the model was told of each of its calls, in order. */
		toolAnswers(): ToolAnswer[] {
			const last = requests.at(-1)?.messages ?? [];
			return last.filter(({ role }) => role === 'tool').map(({ content }) => toolAnswer(content));
		},
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

/** n8n hands over a tool's items as JSON text: a list, or the only one. */
function toolAnswer(content: unknown): ToolAnswer {
	const given: unknown = typeof content === 'string' ? JSON.parse(content) : content;
	const [first] = Array.isArray(given) ? (given as unknown[]) : [given];
	return toolAnswerSchema.parse(first);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString('utf8');
}
