import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { decodeJwt } from 'jose';
import type { IWorkflowBase } from 'n8n-workflow';

import { N8nApiError, type N8nApi } from './api';
import {
	exampleWorkflows,
	forImport,
	importTestData,
	putMailCredential,
	type ImportedIds,
	type Surroundings,
} from './importTestData';

export interface KeptTestData {
	/** Workflow ids by file name without extension. */
	workflows: ImportedIds['workflows'];
	/** Files whose workflow was edited in n8n, and whose example has changed since. */
	edited: string[];
}

/** What the last start imported, with hashes. */
interface Imported extends ImportedIds {
	/** Of the embedded bank: addresses, certificates, redirect URIs. */
	bank: string;
	/** Port of the email server. */
	mailPort: number;
	/** Of each example, and of the workflow as n8n stored it. */
	examples: Record<string, { file: string; stored: string }>;
}

/**
 * Imports credentials and examples, and keeps what the operator changed since the last start. After a reset, and at
 * another embedded bank, everything is replaced, and the Data Tables of the examples are deleted.
 */
export async function keepTestData(
	api: N8nApi,
	surroundings: Surroundings,
	{ folder, isReset }: { folder: string; isReset: boolean },
): Promise<KeptTestData> {
	const path = join(folder, 'imported.json');
	const last = isReset ? undefined : read(path);
	const { mailPort } = surroundings;
	const identity = identityOf(surroundings);
	if (last?.bank !== identity) {
		await api.deleteTables('open_banking_');
		const imported = await importTestData(api, surroundings);
		const examples = await Promise.all(
			exampleWorkflows().map(async ([file, workflow]) => [
				file,
				{ file: hashOf(workflow), stored: await storedHash(api, imported.workflows[file]!) },
			]),
		);
		write(path, { ...imported, bank: identity, mailPort, examples: Object.fromEntries(examples) });
		return { workflows: imported.workflows, edited: [] };
	}
	if (last.mailPort !== mailPort) {
		last.credentials.SMTP = await putMailCredential(api, mailPort);
		last.mailPort = mailPort;
	}
	const edited: string[] = [];
	const before = { ...last.workflows };
	for (const [file, workflow] of exampleWorkflows()) {
		const example = { file, workflow, publicAddress: surroundings.publicAddress };
		if (!(await keepExample(api, last, example))) edited.push(file);
	}
	const moved = Object.entries(before).filter(([file, id]) => last.workflows[file] !== id);
	for (const [file, id] of moved) await replaceId(api, last, { id, by: last.workflows[file]! });
	write(path, last);
	return { workflows: last.workflows, edited };
}

/** Imports an example that is new, was deleted or has changed. Returns false if the operator's edits prevent it. */
async function keepExample(
	api: N8nApi,
	last: Imported,
	{
		file,
		workflow,
		publicAddress,
	}: { file: string; workflow: IWorkflowBase; publicAddress?: string },
): Promise<boolean> {
	const id = last.workflows[file];
	const stored = id === undefined ? undefined : await hashIfStored(api, id);
	const former = last.examples[file];
	const example = hashOf(workflow);
	if (stored !== undefined && former?.file === example) return true;
	if (stored !== undefined && former?.stored !== stored) return false;
	const imported = await api.putWorkflow(
		forImport(workflow, last, publicAddress),
		stored === undefined ? undefined : id,
	);
	last.workflows[file] = imported;
	last.examples[file] = { file: example, stored: await storedHash(api, imported) };
	return true;
}

/** Replaces the id of an example that was deleted and imported again, in all workflows that call it, also in edited ones. */
async function replaceId(
	api: N8nApi,
	last: Imported,
	{ id, by }: { id: string; by: string },
): Promise<void> {
	for (const [file, caller] of Object.entries(last.workflows)) {
		const stored = (await api.call('GET', `workflows/${caller}`)) as IWorkflowBase;
		const { name, nodes, connections, settings } = stored;
		const text = JSON.stringify({ name, nodes, connections, settings });
		if (!text.includes(JSON.stringify(id))) continue;
		const located = text.replaceAll(JSON.stringify(id), JSON.stringify(by));
		await api.putWorkflow(JSON.parse(located) as IWorkflowBase, caller);
		const example = last.examples[file]!;
		if (example.stored === hashOf(stored)) example.stored = await storedHash(api, caller);
	}
}

/** Returns undefined if the workflow was deleted. @throws N8nApiError for every other failure */
const hashIfStored = (api: N8nApi, id: string): Promise<string | undefined> =>
	storedHash(api, id).catch((error: unknown) => {
		if (error instanceof N8nApiError && error.status === 404) return undefined;
		throw error;
	});

const storedHash = async (api: N8nApi, id: string): Promise<string> =>
	hashOf((await api.call('GET', `workflows/${id}`)) as IWorkflowBase);

/** Whether a workflow is published, and when it was saved, is no edit. */
const hashOf = ({ name, nodes, connections, settings }: IWorkflowBase): string =>
	sha256({ name, nodes, connections, settings });

/** The software statement is signed at every start, so only its redirect URIs count. */
const identityOf = ({ bank: { address, mtlsAddress, tpp } }: Surroundings): string =>
	sha256({
		address,
		mtlsAddress,
		certificates: [tpp.transportCertificate, tpp.signingCertificate],
		redirectUris: decodeJwt(tpp.softwareStatement).software_redirect_uris,
	});

const sha256 = (value: unknown): string =>
	createHash('sha256').update(JSON.stringify(value)).digest('hex');

function read(path: string): Imported | undefined {
	try {
		return JSON.parse(readFileSync(path, 'utf8')) as Imported;
	} catch {
		return undefined;
	}
}

const write = (path: string, imported: Imported): void =>
	writeFileSync(path, `${JSON.stringify(imported, undefined, '\t')}\n`);
