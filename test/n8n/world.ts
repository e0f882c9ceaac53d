import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import type { IDataObject, INode, IWorkflowBase } from 'n8n-workflow';
import { Agent, fetch } from 'undici';

import {
	startEmbeddedBank,
	type EmbeddedBank,
	type EmbeddedBankOptions,
} from '../../sandbox/startEmbeddedBank';
import { signIn, type Execution, type N8nApi } from '../../scripts/n8n/api';
import {
	importTestData,
	withCredentials,
	type ImportedIds,
} from '../../scripts/n8n/importTestData';
import { installationOf, type Release } from '../../scripts/n8n/installation';
import { freePort, startN8n, type N8nServer } from '../../scripts/n8n/process';
import { assertClean } from './cleanData';
import { placesIn } from './places';
import type { Place, Secret } from './secretSearch';

/** A real n8n beside an embedded bank, with credentials and examples in it. */
export interface World {
	bank: EmbeddedBank;
	n8n: N8nServer;
	api: N8nApi;
	/** The return address of the example with a Consent Redirect Trigger. */
	redirectUri: string;
	imported: ImportedIds;
	/** Folder of the n8n process. */
	home: string;
	/** For requests to n8n. */
	dispatcher: Agent;
	/** To be filled with what the test enters as an operator would, which n8n keeps. */
	entered: string[];
	/** To be filled with secrets that the bank's ledger does not have: those that the test makes. */
	furtherSecrets: Secret[];
	/** @throws Error when n8n has kept a secret, once everything has ended */
	close(): Promise<void>;
}

export interface WorldOptions {
	release?: Release;
	bank?: EmbeddedBankOptions;
	environment?: Record<string, string>;
	/** Where n8n keeps things beside its folder. */
	places?: () => Promise<Place[]>;
}

/** What is done at the end, the last one first. */
export type Steps = Array<() => unknown>;

export const owner = { email: 'operator@example.com', password: 'Open-Banking-1' };

export async function openWorld(options: WorldOptions = {}): Promise<World> {
	const cleanUp: Steps = [];
	try {
		return { ...(await bringUp(options, cleanUp)), close: () => undo(cleanUp) };
	} catch (error) {
		await undo(cleanUp).catch(() => undefined);
		throw error;
	}
}

/** Every step, whatever becomes of the others. @throws what the first one threw that failed */
export async function undo(steps: Steps): Promise<void> {
	const failures: unknown[] = [];
	for (const step of steps.reverse()) {
		await (async () => await step())().catch((error: unknown) => failures.push(error));
	}
	if (failures.length > 0) throw failures[0];
}

async function bringUp(
	{ release = 'newest', environment, places = async () => [], ...options }: WorldOptions,
	cleanUp: Steps,
): Promise<Omit<World, 'close'>> {
	const home = temporaryFolder(cleanUp);
	const port = await freePort();
	const redirectUri = `https://127.0.0.1:${port}/webhook/open-banking`;
	const bank = await startEmbeddedBank({ ...options.bank, 'redirect-uri': redirectUri });
	cleanUp.push(() => bank.stop());
	const tls = tlsOf(bank);
	const installation = installationOf(release);
	const [entered, furtherSecrets]: [string[], Secret[]] = [[], []];
	cleanUp.push(async () => {
		const kept = [...placesIn(home, installation.node), ...(await places())];
		assertClean(kept, [...(await bank.secrets()), ...furtherSecrets], entered);
	});
	const n8n = await startN8n({ installation, home, port, tls, environment });
	cleanUp.push(() => n8n.stop());
	const api = await signIn(n8n.address, { ...owner, authority: tls.authority });
	const filled = await importTestData(api, { bank, redirectUri });
	const dispatcher = new Agent({ connect: { ca: bank.ca } });
	cleanUp.push(() => dispatcher.close());
	return {
		bank,
		n8n,
		api,
		redirectUri,
		imported: filled,
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

/** Where pictures for people go. */
export function pictures(): string {
	const folder = resolve('.cache/pictures');
	mkdirSync(folder, { recursive: true });
	return folder;
}

export type AnyNode = Partial<INode> & Pick<INode, 'name' | 'type'>;

/** A workflow of these nodes; connections as `from[, output] → to`. Our own nodes take the named credential. */
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

export const ours = (type: string, bank: string) => ({
	type: `n8n-nodes-open-banking.${type}`,
	credentials: { openBankingApi: { id: null, name: bank } },
});

/** Stores a workflow with the credentials that it names. */
export const store = ({ api, imported: filled }: World, workflow: IWorkflowBase): Promise<string> =>
	api.putWorkflow(withCredentials(workflow, filled.credentials));

/** Activates a workflow and waits until n8n knows its webhook, which is some time after it says so. */
export async function publish({ api, n8n, dispatcher }: World, id: string, path: string) {
	await api.activate(id);
	for (let attempt = 0; attempt < 100; attempt++) {
		const preflight = await fetch(`${n8n.address}/webhook/${path}`, {
			method: 'OPTIONS',
			dispatcher,
			headers: { origin: 'https://example.com' },
		});
		if (/GET|POST/.test(preflight.headers.get('access-control-allow-methods') ?? '')) return;
		await delay(100);
	}
	throw new Error(`n8n does not know the webhook ${path}.`);
}

/** Runs a workflow from its manual trigger to its end. */
export async function runToEnd({ api }: World, id: string, trigger = 'Start'): Promise<Execution> {
	return await ended(api, await api.execute(id, trigger));
}

const running = ['new', 'running', 'waiting'];

export async function ended(api: N8nApi, executionId: string): Promise<Execution> {
	for (let attempt = 0; attempt < 300; attempt++) {
		const execution = await api.execution(executionId);
		if (!running.includes(execution.status) && isStored(execution)) return execution;
		await delay(200);
	}
	throw new Error(`Execution ${executionId} did not end.`);
}

/** n8n 1.x writes the status before the data, and of what crashed there may be none. */
const isStored = ({ status, data }: Execution) =>
	status === 'crashed' ||
	data?.resultData?.error !== undefined ||
	Object.keys(data?.resultData?.runData ?? {}).length > 0;

/** Executions of a workflow once there are so many that have ended, newest first. */
export async function executionsOf(
	{ api }: World,
	workflowId: string,
	count: number,
): Promise<Execution[]> {
	for (let attempt = 0; attempt < 150; attempt++) {
		const found = await api.executions(workflowId);
		const over = found.filter(({ status }) => !running.includes(status));
		if (over.length >= count) return await Promise.all(over.map(({ id }) => ended(api, id)));
		await delay(200);
	}
	throw new Error(`There were not ${count} executions of workflow ${workflowId}.`);
}

/** Items of a node's output, of each time that it ran. @throws Error when it did not run or failed */
export function outputOf({ data }: Execution, node: string, output = 0): IDataObject[] {
	const tasks = data.resultData.runData[node] ?? [];
	if (tasks.length === 0) {
		throw new Error(`"${node}" did not run: ${data.resultData.error?.message ?? 'no error'}`);
	}
	const failed = tasks.find(({ error }) => error);
	if (failed) throw new Error(`"${node}" failed: ${failed.error!.message}`);
	return tasks.flatMap(({ data }) => data?.main?.[output] ?? []).map(({ json }) => json);
}

/** @throws Error that says what did not come about within two minutes: the machine may be busy */
export async function waitFor(what: string, holds: () => Promise<boolean>): Promise<void> {
	for (let attempt = 0; attempt < 600; attempt++) {
		if (await holds().catch(() => false)) return;
		await delay(200);
	}
	throw new Error(`Waited in vain for ${what}.`);
}
