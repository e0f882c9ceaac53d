import { isDeepStrictEqual } from 'node:util';

import type { IExecuteFunctions, INode, INodeProperties } from 'n8n-workflow';

import { dueRenewals } from '../../lib/certificates/validity';
import { parameterError } from '../../lib/errors';
import { enteredText } from '../../lib/responses/json';
import { isFinal } from '../../lib/responses/nextStep';
import { defaultConcurrency, maxConcurrency } from '../../lib/transport/concurrency';
import type { Connection } from '../../lib/transport/http';
import { stoppingAtLimit } from '../../lib/transport/rateLimit';
import { connectTo } from './connection';
import { toTpp } from './credential';
import type { CredentialFields } from './credentialFields';
import { executionMemory, type ExecutionMemory } from './executionMemory';
import { forgetRecord, keepRecord, recordOnce } from './executionRecord';
import { assertCredentialTexts, parameterValue } from './fieldText';
import { withSelectedClient } from './itemClient';
import { errorJson, presentError } from './nodeError';
import type { Item } from './operation';

/** Of one run. A bank may send a warning with each of thousands of pages. */
const maxHints = 100;

/** What all items of one run of a node share. */
export interface Run {
	node: IExecuteFunctions;
	/** The node as the workflow has it: n8n copies it at each call. */
	settings: INode;
	/** Values of parameters without expressions. They are the same for every item, and n8n takes long to read them. */
	values: Map<string, { value: unknown; fallback: unknown }>;
	/** The fields of the operation, for the labels in errors. */
	fields: INodeProperties[];
	/** By credential and *Concurrency*, so that what has no expressions is parsed once. */
	connections: Map<string, Promise<Connection>>;
	/** The connection of the previous item. Most items have the same. */
	previous?: ConnectionInputs & { connection: Promise<Connection> };
	/** The hints that the operator sees already. */
	hints: Set<string>;
	/** What an operation remembers from one item to the next. */
	memory: Map<string, unknown>;
	/** What an operation remembers for other nodes of the execution. */
	execution: ExecutionMemory;
}

/** Returns what all items of one execution of a node share. */
export const createRun = (node: IExecuteFunctions, fields: INodeProperties[]): Run => ({
	node,
	settings: node.getNode(),
	values: new Map(),
	fields,
	connections: new Map(),
	hints: new Set(),
	memory: new Map(),
	execution: executionMemory(node),
});

/** Returns the access of an operation to one input item: its parameters, and the connection to the bank. */
export function createItem(run: Run, index: number): Item {
	const { node, settings } = run;
	let connection: Promise<Connection> | undefined;
	const item: Item = {
		json: node.getInputData()[index]?.json ?? {},
		get all() {
			return node.getInputData().map(({ json }) => json);
		},
		memory: run.memory,
		execution: run.execution,
		continuesOnFail: node.continueOnFail(),
		timeZone: node.getTimezone(),
		isTool: settings.type.endsWith('Tool'),
		typeVersion: settings.typeVersion,
		parameter: (name, fallback) =>
			parameterValue(run.fields, name, item.anyValue(name, fallback)) as never,
		anyValue: (name, fallback) => readParameter(run, name, { index, fallback }),
		// n8n reads and decrypts the credential at each call.
		connection: () => (connection ??= connect(run, index, item)),
		credentialFields: () => readCredential(run, index),
		hint: (message) => addHint(run, message),
		present: (thrown) => presentError(thrown, run.fields),
		fail(thrown, about) {
			if (!item.continuesOnFail) throw thrown;
			return { json: errorJson(item.present(thrown), about) };
		},
		recordOnce: (key) => recordOnce(node, key),
		keepRecord: (key) => keepRecord(node, key),
		forgetRecord: (key) => forgetRecord(node, key),
		file: (property, parameter) => readFile(node, index, { property, parameter }),
		async binary(content, name, mimeType) {
			const data = await node.helpers.prepareBinaryData(Buffer.from(content), name, mimeType);
			return { data };
		},
	};
	return item;
}

/** Returns the value that n8n gives to a parameter, without n8n where that is certain: it takes longer than a request. */
function readParameter(
	run: Run,
	name: string,
	{ index, fallback }: { index: number; fallback: unknown },
): unknown {
	const { node, settings, values } = run;
	const known = values.get(name);
	if (known && known.fallback === fallback) return known.value;
	const text = textOfMember(run, name, index);
	if (text !== undefined) return text;
	const value = node.getNodeParameter(name, index, fallback);
	const [root = name] = name.split('.');
	if (!hasExpression(settings.parameters[root])) values.set(name, { value, fallback });
	return value;
}

/** An expression that is only a member of the item, such as the default of *Account ID*. */
const memberExpression = /^=\{\{ *\$json\.([a-z]\w*) *\}\}$/i;

/** Returns the text that such an expression gives. Undefined: the parameter has another expression, or the value is no text. */
function textOfMember({ node, settings }: Run, name: string, index: number): string | undefined {
	const expression = settings.parameters[name];
	const member =
		typeof expression === 'string' ? memberExpression.exec(expression)?.[1] : undefined;
	const json = node.getInputData()[index]?.json;
	const value = member && json && Object.hasOwn(json, member) ? json[member] : undefined;
	return typeof value === 'string' ? value : undefined;
}

function hasExpression(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('=');
	return typeof value === 'object' && value !== null && Object.values(value).some(hasExpression);
}

interface ConnectionInputs {
	fields: CredentialFields;
	concurrency: number;
}

/**
 * Returns how many requests may run at the same time, as the option of the item says.
 *
 * @throws ConfigurationError for a value that is not a whole number from 1 to 32
 */
function readConcurrency(item: Item): number {
	const value = item.parameter<unknown>('options.concurrency', defaultConcurrency);
	if (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= maxConcurrency) {
		return Number(value);
	}
	throw parameterError(
		`"${enteredText(value)}" is not a whole number of requests from 1 to ${maxConcurrency}.`,
		'concurrency',
	);
}

async function connect(run: Run, index: number, item: Item): Promise<Connection> {
	const fields = await run.node.getCredentials<CredentialFields>('openBankingApi', index);
	const inputs = { fields, concurrency: readConcurrency(item) };
	const { tpp, ...rest } = await findConnection(run, inputs, item);
	return { ...rest, run: run.connections, tpp: await withSelectedClient(tpp, item) };
}

function findConnection(run: Run, inputs: ConnectionInputs, item: Item): Promise<Connection> {
	const { previous, connections, node } = run;
	// A comparison takes less time than the text of a whole credential.
	if (
		previous?.concurrency === inputs.concurrency &&
		isDeepStrictEqual(previous.fields, inputs.fields)
	) {
		return previous.connection;
	}
	const key = JSON.stringify([inputs.fields, inputs.concurrency]);
	const connection = connections.get(key) ?? createConnection(node, inputs, item);
	connections.set(key, connection);
	run.previous = { ...inputs, connection };
	connection.catch(() => {
		// The failure may be of this item's parameters.
		if (connections.get(key) === connection) connections.delete(key);
		if (run.previous?.connection === connection) run.previous = undefined;
	});
	return connection;
}

async function createConnection(
	node: IExecuteFunctions,
	{ fields, concurrency }: ConnectionInputs,
	item: Item,
): Promise<Connection> {
	const tpp = await toTpp(fields, new Date());
	if (tpp.tls.ignoreSslIssues) {
		item.hint(
			'The credential ignores SSL issues, so the certificate of the bank’s server was not checked.',
		);
	}
	for (const { warning } of dueRenewals(tpp, new Date())) item.hint(warning);
	const signal = node.getExecutionCancelSignal?.();
	const connection = connectTo(tpp, node.helpers, { signal, concurrency });
	return { ...connection, send: stoppingAtLimit(connection.send, isFinal) };
}

async function readCredential(
	{ node, settings }: Run,
	index: number,
): Promise<CredentialFields | undefined> {
	if (!settings.credentials?.openBankingApi) return undefined;
	const fields = await node.getCredentials<CredentialFields>('openBankingApi', index);
	assertCredentialTexts(fields);
	return fields;
}

function addHint({ node, hints }: Run, message: string): void {
	if (hints.has(message) || hints.size >= maxHints) return;
	hints.add(message);
	// Older versions of n8n have no hints.
	node.addExecutionHints?.({ message, location: 'outputPane' });
}

async function readFile(
	node: IExecuteFunctions,
	index: number,
	{ property, parameter }: { property: string; parameter: string },
): Promise<Buffer> {
	try {
		node.helpers.assertBinaryData(index, property);
	} catch {
		// n8n's error does not name the field.
		throw parameterError(`The input item has no file "${property}".`, parameter);
	}
	return await node.helpers.getBinaryDataBuffer(index, property);
}
