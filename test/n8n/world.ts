import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import type { IDataObject, INode, IWorkflowBase } from 'n8n-workflow';
import { Agent, fetch, type RequestInit, type Response } from 'undici';

import {
	startEmbeddedBank,
	type EmbeddedBank,
	type EmbeddedBankOptions,
} from '../../sandbox/startEmbeddedBank';
import { signIn, type Execution, type N8nApi } from '../../scripts/n8n/api';
import {
	exampleRedirectUris,
	forImport,
	importTestData,
	type ImportedIds,
} from '../../scripts/n8n/importTestData';
import { startMailServer, type MailServer } from '../../scripts/n8n/mailServer';
import { installationOf, type Release } from '../../scripts/n8n/installation';
import { freePort, startN8n, type N8nServer } from '../../scripts/n8n/process';
import { waitFor } from '../support/waitFor';
import { assertClean } from './cleanData';
import { placesIn } from './places';
import type { Place, Secret } from './secretSearch';
import { keepShown, placesInMail, shownPages } from './shownPages';

/** A real n8n and an embedded bank; n8n contains a credential for every bank and the examples. */
export interface World {
	bank: EmbeddedBank;
	n8n: N8nServer;
	api: N8nApi;
	imported: ImportedIds;
	/** Gets all emails of the examples. */
	mail: MailServer;
	/** Folder of the n8n process. */
	home: string;
	/** Trusts n8n's certificate. */
	dispatcher: Agent;
	/** Tests add texts here that they enter like an operator; n8n stores them. */
	entered: string[];
	/** Tests add secrets here that they create themselves; the bank's ledger does not contain them. */
	furtherSecrets: Secret[];
	/** Ends everything. @throws Error when n8n stored, showed or emailed a secret */
	close(): Promise<void>;
}

export interface WorldOptions {
	release?: Release;
	bank?: EmbeddedBankOptions;
	environment?: Record<string, string>;
	/** Returns where n8n stores data outside its folder. */
	places?: () => Promise<Place[]>;
}

/** Clean-up steps; the last one runs first. */
export type Steps = Array<() => unknown>;

export const owner = { email: 'operator@example.com', password: 'Open-Banking-1' };

export async function openWorld(options: WorldOptions = {}): Promise<World> {
	const cleanUp: Steps = [];
	try {
		return { ...(await startWorld(options, cleanUp)), close: () => undo(cleanUp) };
	} catch (error) {
		await undo(cleanUp).catch(() => undefined);
		throw error;
	}
}

/** Runs every step, even if another one fails. @throws the first error */
export async function undo(steps: Steps): Promise<void> {
	const failures: unknown[] = [];
	for (const step of steps.reverse()) {
		await (async () => await step())().catch((error: unknown) => failures.push(error));
	}
	if (failures.length > 0) throw failures[0];
}

async function startWorld(
	{ release = 'newest', environment, places = async () => [], ...options }: WorldOptions,
	cleanUp: Steps,
): Promise<Omit<World, 'close'>> {
	const home = temporaryFolder(cleanUp);
	const port = await freePort();
	const webhooks = environment?.WEBHOOK_URL ?? `https://127.0.0.1:${port}`;
	const redirectUris = exampleRedirectUris(webhooks);
	const bank = await startEmbeddedBank({ 'redirect-uri': redirectUris, ...options.bank });
	cleanUp.push(() => bank.stop());
	const tls = tlsOf(bank);
	const installation = installationOf(release);
	const [entered, furtherSecrets]: [string[], Secret[]] = [[], []];
	const mail = await startMailServer();
	cleanUp.push(() => mail.close());
	cleanUp.push(async () => {
		const kept = [...placesIn(home, installation.node), ...(await places())];
		const mailed = (await Promise.all(mail.mails.map(placesInMail))).flat();
		// The bank's own page shows the response that its customer copies.
		const shown = shownPages([bank.address, bank.mtlsAddress].map((url) => new URL(url).origin));
		assertClean(
			[...kept, ...mailed, ...shown],
			[...(await bank.secrets()), ...furtherSecrets],
			entered,
		);
	});
	const n8n = await startN8n({ installation, home, port, tls, environment });
	cleanUp.push(() => n8n.stop());
	const api = await signIn(n8n.address, { ...owner, authority: tls.authority });
	const imported = await importTestData(api, { bank, mailPort: mail.port });
	const dispatcher = new Agent({ connect: { ca: bank.ca } });
	cleanUp.push(() => dispatcher.close());
	return {
		bank,
		n8n,
		api,
		imported,
		mail,
		home,
		dispatcher,
		entered,
		furtherSecrets,
	};
}

export function temporaryFolder(cleanUp: Steps): string {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-world-'));
	cleanUp.push(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

export const tlsOf = ({ home }: EmbeddedBank) => ({
	certificate: join(home, 'bank/server.pem'),
	key: join(home, 'bank/server.key'),
	authority: join(home, 'ca.pem'),
});

/** Returns the folder for screenshots that people look at. */
export function pictures(): string {
	const folder = resolve('.cache/pictures');
	mkdirSync(folder, { recursive: true });
	return folder;
}

export type AnyNode = Partial<INode> & Pick<INode, 'name' | 'type'>;

/** Builds a workflow from nodes and connections (`from`, `to`, output of `from`). */
export function aWorkflow(
	name: string,
	nodes: AnyNode[],
	connections: Array<[from: string, to: string, output?: number]>,
): IWorkflowBase {
	const wires: Record<
		string,
		{ main: Array<Array<{ node: string; type: string; index: number }>> }
	> = {};
	for (const [from, to, output = 0] of connections) {
		const { main } = (wires[from] ??= { main: [] });
		while (main.length <= output) main.push([]);
		main[output]!.push({ node: to, type: 'main', index: 0 });
	}
	return {
		name,
		active: false,
		settings: { executionOrder: 'v1' },
		connections: wires,
		nodes: nodes.map((node, index) => ({
			id: `${index}`,
			typeVersion: 1,
			position: [index * 240, 0],
			parameters: {},
			...node,
		})),
	} as unknown as IWorkflowBase;
}

export const ownNode = (type: string, bank: string) => ({
	type: `n8n-nodes-open-banking.${type}`,
	credentials: { openBankingApi: { id: null, name: bank } },
});

/** Stores a workflow with the credentials that it names. The example for errors is its Error Workflow. */
export const store = ({ api, imported }: World, workflow: IWorkflowBase): Promise<string> =>
	api.putWorkflow(forImport(workflow, imported));

/** Sends a request like a program. The response is kept for the search for secrets. */
export async function send(
	{ dispatcher }: Pick<World, 'dispatcher'>,
	url: string,
	init: RequestInit = {},
): Promise<Response> {
	const response = await fetch(url, { ...init, dispatcher });
	keepShown('the response', url, Buffer.from(await response.clone().arrayBuffer()));
	return response;
}

/** Activates a workflow and waits until its webhook responds, which is later than n8n reports. */
export async function publish({ api, n8n, dispatcher }: World, id: string, path: string) {
	await api.activate(id);
	await waitFor(`the webhook ${path}`, async () => {
		const preflight = await fetch(`${n8n.address}/webhook/${path}`, {
			method: 'OPTIONS',
			dispatcher,
			headers: { origin: 'https://example.com' },
		});
		return /GET|POST/.test(preflight.headers.get('access-control-allow-methods') ?? '');
	});
}

/** Runs a workflow from its manual trigger to its end. */
export async function runToEnd({ api }: World, id: string, trigger = 'Start'): Promise<Execution> {
	return await ended(api, await api.execute(id, trigger));
}

const running = ['new', 'running', 'waiting'];

/** Waits until an execution has ended and its data is stored. */
export async function ended(api: N8nApi, executionId: string): Promise<Execution> {
	return await waitFor(`execution ${executionId} to end`, async () => {
		const execution = await api.execution(executionId);
		return !running.includes(execution.status) && isStored(execution) && execution;
	});
}

/** n8n 1.x writes the status before the data. A crashed execution may have no data. */
const isStored = ({ status, data }: Execution) =>
	status === 'crashed' ||
	data?.resultData?.error !== undefined ||
	Object.keys(data?.resultData?.runData ?? {}).length > 0;

/** Waits until `count` executions of a workflow have ended, and returns all that have, newest first. */
export async function executionsOf(
	{ api }: Pick<World, 'api'>,
	workflowId: string,
	count: number,
): Promise<Execution[]> {
	const over = await waitFor(`${count} executions of workflow ${workflowId}`, async () => {
		const found = await api.executions(workflowId);
		const over = found.filter(({ status }) => !running.includes(status));
		return over.length >= count && over;
	});
	return await Promise.all(over.map(({ id }) => ended(api, id)));
}

/** Returns the items of a node's output, of all its runs. @throws Error when it did not run or failed */
export function outputOf({ data }: Execution, node: string, output = 0): IDataObject[] {
	const tasks = data.resultData.runData[node] ?? [];
	if (tasks.length === 0) {
		throw new Error(`"${node}" did not run: ${data.resultData.error?.message ?? 'no error'}`);
	}
	const failed = tasks.find(({ error }) => error);
	if (failed) throw new Error(`"${node}" failed: ${failed.error!.message}`);
	return tasks.flatMap(({ data }) => data?.main?.[output] ?? []).map(({ json }) => json);
}
