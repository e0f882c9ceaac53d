import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { dueRenewals } from '../../lib/certificates/validity';
import { parameterError, type ConfigurationError } from '../../lib/errors';
import type { Connection } from '../../lib/transport/http';
import { isFinal } from '../../lib/responses/nextStep';
import { stoppingAtLimit } from '../../lib/transport/rateLimit';
import { createSend } from '../../lib/transport/send';
import { readConcurrency } from './concurrency';
import { toTpp } from './credential';
import type { CredentialFields } from './credentialFields';
import { egressFilter } from './egress';
import { forgetRecord, recordOnce } from './executionRecord';
import { withSelectedClient } from './itemClient';
import { assertCredentialTexts, parameterValue } from './fieldText';
import { errorJson } from './nodeError';
import type { Item } from './operation';
import { presentError } from './presentError';

/** What all items of one run of a node share. */
export interface Run {
	node: IExecuteFunctions;
	/** The fields of the operation, for the labels in errors. */
	fields: INodeProperties[];
	/** By credential and *Concurrency*, so that what has no expressions is parsed once. */
	connections: Map<string, Promise<Connection>>;
	/** The hints that the operator sees already. */
	hints: Set<string>;
	/** What an operation remembers from one item to the next. */
	memory: Map<string, unknown>;
}

export const createRun = (node: IExecuteFunctions, fields: INodeProperties[]): Run => ({
	node,
	fields,
	connections: new Map(),
	hints: new Set(),
	memory: new Map(),
});

export function createItem(run: Run, index: number): Item {
	const { node, hints } = run;
	const item: Item = {
		json: node.getInputData()[index]?.json ?? {},
		get all() {
			return node.getInputData().map(({ json }) => json);
		},
		memory: run.memory,
		continuesOnFail: node.continueOnFail(),
		timeZone: node.getTimezone(),
		isTool: node.getNode().type.endsWith('Tool'),
		parameter: (name, fallback) =>
			parameterValue(run.fields, name, item.anyValue(name, fallback)) as never,
		anyValue: (name, fallback) => node.getNodeParameter(name, index, fallback),
		connection: () => connect(run, index, item),
		async credentialFields() {
			if (!node.getNode().credentials?.openBankingApi) return undefined;
			const fields = await node.getCredentials<CredentialFields>('openBankingApi', index);
			assertCredentialTexts(fields);
			return fields;
		},
		hint(message) {
			if (!hints.has(message)) addHint(node, message);
			hints.add(message);
		},
		present: (thrown) => presentError(thrown, run.fields),
		fail(thrown, about) {
			if (!item.continuesOnFail) throw thrown;
			return { json: errorJson(item.present(thrown), about) };
		},
		recordOnce: (key) => recordOnce(node, key),
		forgetRecord: (key) => forgetRecord(node, key),
		async file(property, parameter) {
			assertFile(() => node.helpers.assertBinaryData(index, property), noFile(property, parameter));
			return await node.helpers.getBinaryDataBuffer(index, property);
		},
		async binary(content, name, mimeType) {
			const data = await node.helpers.prepareBinaryData(Buffer.from(content), name, mimeType);
			return { data };
		},
	};
	return item;
}

async function connect({ node, connections }: Run, index: number, item: Item): Promise<Connection> {
	const fields = await node.getCredentials<CredentialFields>('openBankingApi', index);
	const concurrency = readConcurrency(item);
	const key = JSON.stringify([fields, concurrency]);
	const connection = connections.get(key) ?? createConnection(node, fields, { item, concurrency });
	connections.set(key, connection);
	// A failure may be of this item's parameters.
	connection.catch(() => connections.get(key) === connection && connections.delete(key));
	const { tpp, ...rest } = await connection;
	return { ...rest, run: connections, tpp: await withSelectedClient(tpp, item) };
}

async function createConnection(
	node: IExecuteFunctions,
	fields: CredentialFields,
	{ item, concurrency }: { item: Item; concurrency: number },
): Promise<Connection> {
	const tpp = await toTpp(fields, new Date());
	if (tpp.tls.ignoreSslIssues) {
		item.hint(
			'The credential ignores SSL issues, so the certificate of the bank’s server was not checked.',
		);
	}
	for (const { warning } of dueRenewals(tpp, new Date())) item.hint(warning);
	const signal = node.getExecutionCancelSignal?.();
	const send = createSend({
		identity: tpp.tls,
		egress: egressFilter(node.helpers),
		isFinal,
		concurrency,
		processConcurrency: tpp.bank.maxConcurrentRequests,
		signal,
	});
	return { tpp, send: stoppingAtLimit(send, isFinal), signal };
}

/** Older versions of n8n have no hints. */
function addHint(node: IExecuteFunctions, message: string): void {
	node.addExecutionHints?.({ message, location: 'outputPane' });
}

/** Replaces n8n's error, which does not name the field. */
function assertFile(assert: () => unknown, error: ConfigurationError): void {
	try {
		assert();
	} catch {
		throw error;
	}
}

const noFile = (property: string, parameter: string) =>
	parameterError(`The input item has no file "${property}".`, parameter);
