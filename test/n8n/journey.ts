import { randomUUID } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';
import { fetch } from 'undici';

import type { Execution } from '../../scripts/n8n/api';
import { aWorkflow, ours, outputOf, publish, runToEnd, store, type World } from './world';

/** A bank as somebody meets it: by the name of its credential. */
export interface BankJourney {
	bank: string;
	/** Of the address that the PSU comes back to. */
	path: string;
	/** The bank registers clients when it is called. */
	registers: boolean;
	permissions: string[];
}

export interface Customer extends BankJourney {
	world: World;
	/** For nodes that speak as the client: a registration, or the credential's own. */
	client: IDataObject;
	/** The workflow that reads everything when the PSU comes back. */
	redirectWorkflow: string;
}

export interface Step {
	type: string;
	parameters?: IDataObject;
}

/** Failures leave the node as items, and the flow goes on. */
const onError = 'continueRegularOutput' as const;
const start = { name: 'Start', type: 'n8n-nodes-base.manualTrigger' };

/** Runs nodes of ours one after the other, each with what the one before emitted. They are called 1, 2, 3 … */
export async function runSteps(world: World, bank: string, steps: Step[]): Promise<Execution> {
	const nodes = steps.map(({ type, parameters }, index) => ({
		...ours(type, bank),
		name: `${index + 1}`,
		parameters,
		onError,
	}));
	const names = ['Start', ...nodes.map(({ name }) => name)];
	const wires = nodes.map(({ name }, index): [string, string] => [names[index]!, name]);
	const workflow = aWorkflow(`At ${bank} ${randomUUID()}`, [start, ...nodes], wires);
	return await runToEnd(world, await store(world, workflow));
}

export async function newCustomer(world: World, bank: BankJourney): Promise<Customer> {
	const client = bank.registers ? await registered(world, bank) : {};
	const wayBack = await store(world, wayBackWorkflow(bank, client));
	await publish(world, wayBack, bank.path);
	return { ...bank, world, client, redirectWorkflow: wayBack };
}

async function registered(world: World, { bank }: BankJourney): Promise<IDataObject> {
	const execution = await runSteps(world, bank, [{ type: 'dcrRegister' }]);
	const [{ registration } = {}] = outputOf(execution, '1');
	return { client: 'input', registration };
}

const wayBackWorkflow = ({ bank, path }: BankJourney, client: IDataObject) => {
	const session = "={{ $('Back').item.json.session }}";
	const reading = ['accounts', 'balances', 'transactions'].map((operation) => ({
		...ours('getAccounts', bank),
		name: operation,
		parameters: { operation, session, ...client },
		onError,
	}));
	const trigger = {
		...ours('consentRedirectTrigger', bank),
		name: 'Back',
		webhookId: randomUUID(),
		parameters: { path, ...client, ...('client' in client && { client: 'entered' }) },
	};
	return aWorkflow(
		`Back at ${path}`,
		[trigger, ...reading],
		[
			['Back', 'accounts'],
			['accounts', 'balances'],
			['balances', 'transactions'],
		],
	);
};

/** The address of the bank for a new consent. */
export async function newConsent({ world, bank, client, permissions }: Customer): Promise<string> {
	const parameters = { ...client, permissions };
	const execution = await runSteps(world, bank, [{ type: 'createConsent', parameters }]);
	return String(outputOf(execution, '1')[0]?.authorizationUrl);
}

/** What a browser does with the address that the bank redirects to: our page posts the fragment. */
export async function returnFromBank({ world, path }: Customer, location: string): Promise<void> {
	const { search, hash } = new URL(location);
	const body = new URLSearchParams({ fragment: hash.slice(1) });
	const post = hash ? { method: 'POST', body } : {};
	const address = `${world.n8n.address}/webhook/${path}${search}`;
	const response = await fetch(address, { ...post, dispatcher: world.dispatcher });
	await response.text();
}
