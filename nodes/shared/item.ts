import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { dueRenewals } from '../../lib/certificates/validity';
import { ConfigurationError } from '../../lib/errors';
import { jsonHash } from '../../lib/hash';
import { openRegistration, toClient } from '../../lib/operations/registration/registration';
import type { Tpp } from '../../lib/tpp';
import type { Connection } from '../../lib/transport/http';
import { createSend } from '../../lib/transport/send';
import { toTpp } from './credential';
import type { CredentialFields } from './credentialFields';
import { egressFilter } from './egress';
import { errorJson } from './nodeError';
import { presentError } from './presentError';
import type { Item } from './operation';

/** What the items of one run of a node share. */
export interface Run {
	node: IExecuteFunctions;
	/** Of the operation, for the labels in errors. */
	fields: INodeProperties[];
	/** By credential: one without expressions is read and parsed once. */
	connections: Map<string, Promise<Connection>>;
	/** Given already. */
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
		memory: run.memory,
		continuesOnFail: node.continueOnFail(),
		isTool: node.getNode().type.endsWith('Tool'),
		parameter: (name, otherwise) => node.getNodeParameter(name, index, otherwise) as never,
		connection: () => connect(run, index, item),
		async credentialFields() {
			if (!node.getNode().credentials?.openBankingApi) return undefined;
			return await node.getCredentials<CredentialFields>('openBankingApi', index);
		},
		hint(message) {
			if (!hints.has(message)) addHint(node, message);
			hints.add(message);
		},
		error: (thrown) => presentError(thrown, run.fields),
		fail(thrown, about) {
			const error = item.error(thrown);
			if (node.continueOnFail()) return { json: errorJson(error, about) };
			throw error;
		},
		async file(property, field) {
			assertFile(() => node.helpers.assertBinaryData(index, property), noFile(property, field));
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
	const key = jsonHash(fields);
	const connection = connections.get(key) ?? createConnection(node, fields, item);
	connections.set(key, connection);
	const { tpp, send } = await connection;
	return { send, tpp: await withChosenClient(tpp, item) };
}

async function createConnection(
	node: IExecuteFunctions,
	fields: CredentialFields,
	item: Item,
): Promise<Connection> {
	const tpp = await toTpp(fields, new Date());
	if (tpp.tls.ignoreSslIssues) {
		item.hint('Ignore SSL Issues is on in the credential: the bank’s server was not checked.');
	}
	for (const { warning } of dueRenewals(tpp, new Date())) item.hint(warning);
	const send = createSend({
		identity: tpp.tls,
		egress: egressFilter(node.helpers),
		signal: node.getExecutionCancelSignal?.(),
	});
	return { tpp, send };
}

async function withChosenClient(tpp: Tpp, item: Item): Promise<Tpp> {
	if (item.parameter('client', 'credential') === 'credential') return tpp;
	const registration = await openRegistration(item.parameter('registration', ''), tpp);
	return { ...tpp, client: toClient(registration) };
}

/** Absent in older n8n versions. */
function addHint(node: IExecuteFunctions, message: string): void {
	node.addExecutionHints?.({ message, location: 'outputPane' });
}

/** n8n knows where a workflow keeps its files; its words do not name the field. */
function assertFile(assert: () => unknown, error: ConfigurationError): void {
	try {
		assert();
	} catch {
		throw error;
	}
}

const noFile = (property: string, field: string) =>
	new ConfigurationError(`${field}: the input item has no file "${property}".`, {
		field,
		tppAction: 'fixRequest',
	});
