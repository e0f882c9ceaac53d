import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Description of a tool (OpenAI's chat completions, "tools"). */
interface ToolDescription {
	name: string;
	description: string;
	parameters: { properties: Record<string, unknown>; required?: string[] };
}

/** A tool call that the message asks for. */
export interface ToolCall {
	tool: string;
	arguments: Record<string, string>;
}

export interface ChatModel {
	/** Base URL for the credential of n8n's OpenAI nodes. */
	url: string;
	/** Returns the tools of the last request. */
	tools(): ToolDescription[];
	/** Returns the last request as text. */
	lastRequest(): string;
	close(): Promise<void>;
}

/** The name of a model that the server does not have. */
export const missingModel = 'missing';

interface Completion {
	model?: string;
	messages: Array<{ role: string; content: string }>;
	tools?: Array<{ function: ToolDescription }>;
}

/**
 * Starts a server with OpenAI's chat completions API. The model calls the tool that the message asks for (a `ToolCall` as
 * JSON) and responds with the result of the tool.
 */
export async function startChatModel(): Promise<ChatModel> {
	let last: Completion = { messages: [] };
	const server = createServer((request, response) => {
		void receive(request).then((completion) => {
			last = completion;
			response.setHeader('content-type', 'application/json');
			if (completion.model === missingModel) {
				response.statusCode = 404;
				return response.end(JSON.stringify({ error: { message: 'The model does not exist.' } }));
			}
			return response.end(JSON.stringify(complete(completion)));
		});
	});
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
		tools: () => (last.tools ?? []).map((tool) => tool.function),
		lastRequest: () => JSON.stringify(last),
		close: () => new Promise((closed) => void server.close(() => closed()).closeAllConnections()),
	};
}

const receive = async (request: IncomingMessage) => JSON.parse(await text(request)) as Completion;

function complete({ messages }: Completion) {
	const last = messages.at(-1)!;
	const isDone = last.role === 'tool';
	return {
		id: 'completion',
		object: 'chat.completion',
		created: 0,
		model: 'obedient',
		choices: [
			{
				index: 0,
				finish_reason: isDone ? 'stop' : 'tool_calls',
				message: isDone
					? { role: 'assistant', content: last.content }
					: toolCallMessage(last.content),
			},
		],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}

function toolCallMessage(text: string) {
	const { tool, arguments: given } = JSON.parse(text) as ToolCall;
	const call = { name: tool, arguments: JSON.stringify(given) };
	return {
		role: 'assistant',
		content: null,
		tool_calls: [{ id: 'call', type: 'function', function: call }],
	};
}
