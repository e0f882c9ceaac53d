import { randomUUID } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import type { Execution } from '../../scripts/n8n/api';
import { aWorkflow, ownNode, outputOf, publish, runToEnd, send, store, type World } from './world';

/** One bank and how to use it; `bank` is the name of its credential. */
export interface BankJourney {
	bank: string;
	/** Path of the redirect URI. */
	path: string;
	/** Whether the bank supports dynamic client registration. */
	registers: boolean;
	permissions: string[];
}

export interface Customer extends BankJourney {
	world: World;
	/** Parameters that select the client: a registration, or none for the client of the credential. */
	client: IDataObject;
	/** Id of the workflow that reads all account data when the PSU returns. */
	redirectWorkflow: string;
}

export interface Step {
	type: string;
	parameters?: IDataObject;
}

/** Errors become items, and the workflow continues. */
const onError = 'continueRegularOutput' as const;
const start = { name: 'Start', type: 'n8n-nodes-base.manualTrigger' };

/** Runs nodes of the package one after another, each with the output of the previous one. They are named 1, 2, 3 … */
export async function runSteps(world: World, bank: string, steps: Step[]): Promise<Execution> {
	const nodes = steps.map(({ type, parameters }, index) => ({
		...ownNode(type, bank),
		name: `${index + 1}`,
		parameters,
		onError,
	}));
	const names = ['Start', ...nodes.map(({ name }) => name)];
	const wires = nodes.map(({ name }, index): [string, string] => [names[index]!, name]);
	const workflow = aWorkflow(`At ${bank} ${randomUUID()}`, [start, ...nodes], wires);
	return await runToEnd(world, await store(world, workflow));
}

/** Registers a client if needed and publishes the redirect workflow. */
export async function newCustomer(world: World, bank: BankJourney): Promise<Customer> {
	const client = bank.registers ? await registered(world, bank) : {};
	const redirectWorkflow = await store(world, redirectWorkflowFor(bank, client));
	await publish(world, redirectWorkflow, bank.path);
	return { ...bank, world, client, redirectWorkflow };
}

async function registered(world: World, { bank }: BankJourney): Promise<IDataObject> {
	// A client for each journey: the bank's ledger then ends with its secret.
	const parameters = { options: { registerAgain: true } };
	const execution = await runSteps(world, bank, [{ type: 'dcrRegister', parameters }]);
	const [{ registration } = {}] = outputOf(execution, '1');
	return { client: 'input', registration };
}

const redirectWorkflowFor = ({ bank, path }: BankJourney, client: IDataObject) => {
	const session = "={{ $('Back').item.json.session }}";
	const reading = ['accounts', 'balances', 'transactions'].map((operation) => ({
		...ownNode('getAccounts', bank),
		name: operation,
		parameters: { operation, session, ...client },
		onError,
	}));
	const trigger = {
		...ownNode('consentRedirectTrigger', bank),
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

/** Creates a consent and returns its authorization URL. */
export async function newConsent({ world, bank, client, permissions }: Customer): Promise<string> {
	const parameters = { ...client, permissions };
	const execution = await runSteps(world, bank, [{ type: 'createConsent', parameters }]);
	return String(outputOf(execution, '1')[0]?.authorizationUrl);
}

/** Sends the request of a browser that the bank redirects. A fragment is posted, as the trigger's page does. */
export async function returnFromBank({ world, path }: Customer, location: string): Promise<void> {
	const { search, hash } = new URL(location);
	const body = new URLSearchParams({ fragment: hash.slice(1) });
	const post = hash ? { method: 'POST', body } : {};
	const address = `${world.n8n.address}/webhook/${path}${search}`;
	const response = await send(world, address, post);
	await response.text();
}

/** Parameters of *Create Agreement* for the stock data of the embedded Eika. */
export const stockAgreement = {
	owner: '310000019',
	name: 'Treasury',
	engagements: {
		engagement: [
			{
				customer: '13039319955',
				iban: 'NO93 8601 1117 947',
				roles: ['VIEW', 'REGISTER'],
				registerLimit: 100_000,
				approvalLimit: 50_000,
			},
		],
	},
};
