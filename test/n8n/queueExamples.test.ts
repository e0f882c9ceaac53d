import { randomUUID } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';
import type { Browser, Page } from 'playwright-core';
import { fetch } from 'undici';

import { banks } from '../../lib/banks';
import { openSession } from '../../lib/oauth/session';
import { openRegistration } from '../../lib/operations/registration/registration';
import type { Tpp } from '../../lib/tpp';
import { toTpp } from '../../nodes/shared/credential';
import type { CredentialFields } from '../../nodes/shared/credentialFields';
import { localCredential } from '../../scripts/localCredential';
import type { Execution } from '../../scripts/n8n/api';
import { waitFor } from '../support/waitFor';
import { agentExample, createModelCredential, publicChat } from './agentExample';
import { openPage, visitEika } from './browser';
import { startChatModel, type ChatModel, type ToolCall } from './chatModel';
import { openCluster, startedBy, type Cluster } from './cluster';
import {
	connect,
	onboard,
	openCustomersBrowser,
	operator,
	publicAddress,
	publicWebhooks,
	publishExamples,
	sessionsOf,
} from './customers';
import { approveInForms, assertAccountsShown, formIdOf, sendFirstForm } from './forms';
import { runOnSchedule, scheduledExample } from './scheduledExample';
import { ended, publish, runToEnd, send, store } from './world';

/*
 * The examples in queue mode: workers execute them. The tests queue, twoWorkers and batches have 1 Register at a bank to
 * 3 Poll every six hours, and payments has the examples for payments and confirmation of funds.
 */

let cluster: Cluster;
let browser: Browser;
let page: Page;
let model: ChatModel;

beforeAll(async () => {
	cluster = await openCluster({
		bank: { accounts: 2, transactions: 20 },
		environment: {
			...publicWebhooks,
			N8N_LOG_LEVEL: 'debug',
			// So that workers also execute what somebody starts in the editor.
			OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
		},
	});
	browser = await openCustomersBrowser(cluster);
	page = await openPage(browser);
	model = await startChatModel();
	await cluster.api.activate(cluster.imported.workflows.errors!);
});

afterAll(async () => {
	await browser?.close();
	await model?.close();
	await cluster?.close();
});

/** Waits for the first execution of a workflow, and expects that a worker executed it. */
async function executedByWorker(workflow: string): Promise<Execution> {
	const [first] = await waitFor('the execution', async () => {
		const all = await cluster.api.executions(workflow);
		return all.length > 0 && all;
	});
	return assertByWorker(await ended(cluster.api, first!.id));
}

function assertByWorker(execution: Execution): Execution {
	expect(cluster.workers.flatMap(startedBy)).toContain(execution.id);
	return execution;
}

/** Lets the schedule start an example once, and expects that a worker executed it. */
const runOnce = async (example: string): Promise<Execution> =>
	assertByWorker(await runOnSchedule(cluster, await store(cluster, scheduledExample(example))));

describe('workers', () => {
	it.each(['zopa', 'monese', 'salt-edge', 'co-operative-bank', 'eika', 'http-request'])(
		'lead through the forms of the example %s',
		async (example) => {
			const workflow = cluster.imported.workflows[example]!;
			await cluster.api.activate(workflow);
			const forms = `${publicAddress}/form`;
			const form = `${cluster.n8n.address}/form/${formIdOf(example)}`;
			const { dispatcher } = cluster;
			await waitFor('the form', async () => (await fetch(form, { dispatcher })).ok);
			await sendFirstForm(page, cluster, { example, forms });
			await approveInForms(page, cluster, example);
			if (example !== 'http-request') await assertAccountsShown(page, example);
			expect(await executedByWorker(workflow)).toMatchObject({ status: 'success' });
		},
	);

	it('send the link to a customer whom the bank asks for, and the report to the operator', async () => {
		await publishExamples(cluster);
		const { consentId } = await connect(
			{ browser, world: cluster },
			{ bank: 'smile', customer: 'alice@example.com' },
		);
		await cluster.bank.applyScenario({
			bank: 'smile',
			scenario: 'accessRevoked',
			consentId: String(consentId),
		});
		await runOnce('polling');
		await runOnce('renewal');
		await runOnce('health');
		expect(cluster.mail.mails.map(({ to, subject }) => `${to.join()} ${subject}`)).toEqual([
			'alice@example.com Please confirm the access to your accounts at smile',
			`${operator} Open Banking: 1 to do`,
		]);
		expect(await sessionsOf(cluster)).toMatchObject([{ renewal: 'asked' }]);
	});

	it('start the Error Workflow of an example that fails', async () => {
		await cluster.bank.addFault({
			method: 'POST',
			path: '/smile/apis/retail/open-banking/v3.1/aisp/account-access-consents',
			times: 1,
			response: { status: 403 },
		});
		await page.goto(`${cluster.n8n.address}/webhook/open-banking/connect?bank=smile&customer=a`);
		const mail = await waitFor('the email', async () => cluster.mail.mails[2]!);
		expect(mail).toMatchObject({
			to: [operator],
			subject: 'Action required: 2 Connect a customer',
		});
	});

	describe('read', () => {
		/** A customer at each bank. The example for agents has the address of the one at The Co-operative Bank. */
		const customers = ['zopa', 'monese', 'salt-edge', 'coop', 'smile', 'eika'].map((bank) => ({
			bank,
			customer: `${bank === 'coop' ? 'alice' : bank}@example.com`,
		}));
		const atCoop = customers.find(({ bank }) => bank === 'coop')!;
		const kari = { user: '13039319955' };
		const asKari = async (bankPage: Page, url: string) => await visitEika(bankPage, url, kari);

		beforeAll(async () => {
			for (const bank of ['zopa', 'monese', 'salt-edge']) {
				expect((await onboard(cluster, { bank })).status).toBeLessThan(300);
			}
			for (const who of customers) {
				const visit = who.bank === 'eika' ? asKari : undefined;
				await connect({ browser, world: cluster }, who, visit);
			}
		});

		/** Returns the accounts in the table, by bank and customer. */
		async function accountsInTable(): Promise<Record<string, string[]>> {
			const accounts: Record<string, string[]> = {};
			for (const row of await cluster.api.rows('open_banking_accounts')) {
				const { bank, customer, accountId } = row;
				(accounts[`${String(bank)}, ${String(customer)}`] ??= []).push(String(accountId));
			}
			return accounts;
		}

		const sessionOf = async ({ bank, customer }: (typeof customers)[number]) =>
			(await sessionsOf(cluster)).find((row) => row.bank === bank && row.customer === customer)!;

		it('the accounts of a customer at each bank into one table, each account once', async () => {
			for (const _run of ['first', 'second']) {
				const allBanks = cluster.imported.workflows['all-banks']!;
				const execution = assertByWorker(await runToEnd(cluster, allBanks));
				expect(execution.status).toBe('success');
			}
			const accounts = await accountsInTable();
			expect(accounts).toEqual(
				Object.fromEntries(
					customers.map(({ bank, customer }) => [
						`${bank}, ${customer}`,
						[expect.any(String), expect.any(String)],
					]),
				),
			);
			for (const ids of Object.values(accounts)) expect(new Set(ids).size).toBe(ids.length);
			for (const who of customers) {
				expect(await sessionOf(who)).toMatchObject({ status: 'active', claimedBy: '' });
			}
		});

		it('what a customer asks an agent, whose model never gets the session', async () => {
			const openAi = await createModelCredential(cluster, model);
			const example = agentExample(openAi, {
				'When a Customer Asks': { parameters: publicChat },
			});
			const { webhookId } = example.nodes.find(({ name }) => name === 'When a Customer Asks')!;
			const path = `${webhookId!}/chat`;
			const workflow = await store(cluster, example);
			await publish(cluster, workflow, path);
			const before = await sessionOf(atCoop);
			const wish: ToolCall = { tool: 'List_Accounts', arguments: {} };
			const response = await send(cluster, `${cluster.n8n.address}/webhook/${path}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({
					action: 'sendMessage',
					sessionId: 'chat-1',
					chatInput: JSON.stringify(wish),
				}),
			});
			const answer = ((await response.json()) as IDataObject).output;
			expect(await executedByWorker(workflow)).toMatchObject({ status: 'success' });
			const listed = JSON.parse(String(answer)) as IDataObject[];
			expect(listed.map(({ accountId }) => accountId)).toEqual(
				(await accountsInTable())[`coop, ${atCoop.customer}`],
			);
			const after = await sessionOf(atCoop);
			expect(after).toMatchObject({ status: 'active', claimedBy: '' });
			expect(after.session).not.toBe(before.session);
			for (const { session } of [before, after]) {
				expect(model.lastRequest()).not.toContain(session);
				expect(answer).not.toContain(session);
			}
		});

		describe('and seal again, with the Session Secret that was entered,', () => {
			const sessionSecret = randomUUID();

			/** Returns what opens texts that were sealed with the Session Secret, and no other ones. */
			async function withoutKeys(bank: string): Promise<Tpp> {
				const fields = { ...localCredential(cluster.bank, bank), sessionSecret };
				const tpp = await toTpp(fields as unknown as CredentialFields, new Date());
				return { ...tpp, sealingSecrets: tpp.sealingSecrets.slice(0, 1) };
			}

			/** Returns the banks whose sealed texts open without the keys of the credential. */
			async function opened(
				rows: IDataObject[],
				open: (row: IDataObject, tpp: Tpp) => Promise<unknown>,
			): Promise<unknown[]> {
				const banks = await Promise.all(
					rows.map(async (row) => {
						const opening = open(row, await withoutKeys(String(row.bank)));
						return await opening.then(
							() => [row.bank],
							() => [],
						);
					}),
				);
				return banks.flat().sort();
			}

			const openedSessions = async () =>
				await opened(
					(await sessionsOf(cluster)).filter(({ status }) => status === 'active'),
					async ({ session }, tpp) => await openSession(String(session), tpp),
				);
			const openedRegistrations = async () =>
				await opened(
					await cluster.api.rows('open_banking_clients'),
					async ({ registration }, tpp) => await openRegistration(String(registration), tpp),
				);

			beforeAll(async () => {
				cluster.furtherSecrets.push({ kind: 'Session Secret', value: sessionSecret });
				for (const { id, name } of banks.filter(({ id }) => id in cluster.bank.banks)) {
					const credential = { ...localCredential(cluster.bank, id), sessionSecret };
					await cluster.api.putCredential(name, credential);
				}
			});

			it('all sessions, which then open without the old key', async () => {
				expect(await openedSessions()).toEqual([]);
				const reseal = cluster.imported.workflows.reseal!;
				const execution = assertByWorker(await runToEnd(cluster, reseal));
				expect(execution.status).toBe('success');
				expect(await openedSessions()).toEqual(customers.map(({ bank }) => bank).sort());
				const again = await runToEnd(cluster, cluster.imported.workflows['all-banks']!);
				expect(again.status).toBe('success');
			});

			it('the registrations, of which none is sent again', async () => {
				expect(await openedRegistrations()).toEqual([]);
				const registered = ['monese', 'salt-edge', 'zopa'];
				for (const bank of registered) {
					expect(await onboard(cluster, { bank })).toMatchObject({
						status: 200,
						json: { alreadyRegistered: true },
					});
				}
				expect(await openedRegistrations()).toEqual(registered);
			});
		});
	});
});
