// A language model for agents in a full n8n: a server on loopback that speaks enough of OpenAI's chat completions, and follows a script.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

/** What a scripted model does next, by what its tools have answered so far: it calls a tool, or says its last words. */
export type Turn = { tool: RegExp; arguments: IDataObject } | { lastWords: string };
export type Script = (answers: ToolAnswer[]) => Turn;

const requestSchema = z.object({
	stream: z.boolean().optional(),
	messages: z.array(z.object({ role: z.string(), content: z.unknown() }).passthrough()),
	tools: z
		.array(z.object({ function: z.object({ name: z.string(), description: z.string().default('') }) }))
		.default([]),
});

/** What the tool gave back, as the model read it. */
const toolAnswerSchema = z
	.object({ status: z.string(), errorCode: z.string().optional(), message: z.string().optional() })
	.passthrough();
type ToolAnswer = z.infer<typeof toolAnswerSchema>;

/** Starts it. It says which address n8n's credential has to name. */
export async function startModel() {
	const requests: Array<z.infer<typeof requestSchema>> = [];
	let script: Script = () => ({ lastWords: 'Nobody told me what to say.' });
	const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
		const asked = requestSchema.parse(JSON.parse(await bodyOf(request)));
		requests.push(asked);
		const turn = script(answersIn(asked));
		const call = 'tool' in turn ? callOf(turn, asked, requests.length) : undefined;
		const message = call
			? { role: 'assistant', content: null, tool_calls: [{ index: 0, ...call }] }
			: { role: 'assistant', content: 'lastWords' in turn ? turn.lastWords : '' };
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
		/** Begins a conversation. */
		follow(next: Script) {
			script = next;
			requests.length = 0;
		},
		/** All that the model read. */
		read: () => JSON.stringify(requests),
		/** What the model was told of each of its calls, in order. */
		toolAnswers: (): ToolAnswer[] => answersIn(requests.at(-1)),
		/** What its tools say of themselves. */
		tools: () => (requests.at(-1)?.tools ?? []).map(({ function: { description } }) => description),
		/** In characters. */
		longestAnswer: () =>
			Math.max(
				...requests.flatMap(({ messages }) => messages.filter(isAnswer)).map((answer) => JSON.stringify(answer).length),
			),
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

type Asked = z.infer<typeof requestSchema>;

const isAnswer = ({ role }: { role: string }): boolean => role === 'tool';

function answersIn(asked: Asked | undefined): ToolAnswer[] {
	return (asked?.messages ?? []).filter(isAnswer).map(({ content }) => toolAnswer(content));
}

/** The call of the tool whose name is meant. */
function callOf({ tool, arguments: given }: Extract<Turn, { tool: RegExp }>, { tools }: Asked, number: number) {
	const name = tools.map((each) => each.function.name).find((each) => tool.test(each));
	if (name === undefined) throw new Error(`No tool ${tool} among ${JSON.stringify(tools)}`);
	return { id: `call_${number}`, type: 'function', function: { name, arguments: JSON.stringify(given) } };
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
