import type { Browser, Page } from 'playwright-core';

import type { Execution } from '../../scripts/n8n/api';
import { openBrowser, openPage, signInToEditor, visitBank, visitEika } from './browser';
import { waitFor } from '../support/waitFor';
import { executionsOf, openWorld, outputOf, type World } from './world';

/*
 * An operator on an empty canvas: adds a node, chooses the credential, executes it, and adds the next one. No other field is
 * touched, but the one into which the address with the bank's response is pasted, and those of test data.
 */

let world: World;
let browser: Browser;
let page: Page;

beforeAll(async () => {
	world = await openWorld({ bank: { accounts: 2, transactions: 20 } });
	browser = await openBrowser();
	page = await openPage(browser, { viewport: { width: 1500, height: 900 } });
	await signInToEditor(page, world.n8n.address);
});

afterAll(async () => {
	await browser?.close();
	await world?.close();
});

const workflowId = () => new URL(page.url()).pathname.split('/')[2]!;

const element = (id: string) => page.locator(`[data-test-id=${id}]`);

/** Milliseconds that one attempt gets for each click. */
const attempt = { timeout: 30_000 };

/** Opens an empty canvas and adds the trigger. n8n can close its list of nodes while the page loads, so a lost list is a new attempt. */
async function addTrigger(): Promise<void> {
	await waitFor('the trigger to be on an empty canvas', async () => {
		await page.goto(`${world.n8n.address}/workflow/new`);
		await element('canvas-plus-button').first().click(attempt);
		await element('node-creator-search-bar').fill('manual', attempt);
		const trigger = element('node-creator-item-name').filter({ hasText: 'Trigger manually' });
		await trigger.first().click(attempt);
		await element('canvas-trigger-node').waitFor(attempt);
		return true;
	});
}

/** Adds a node behind the last one by one of its actions, and chooses its credential. */
async function addNode(name: string, action: string, credential: string): Promise<void> {
	await element('zoom-to-fit').click();
	await element('canvas-handle-plus').last().click();
	await element('node-creator-search-bar').fill(name);
	await element('node-creator-item-name').filter({ hasText: name }).first().click();
	// As a pattern, because texts are compared without regard to case: "Get Accounts" is a node.
	const exactly = new RegExp(`^\\s*${action}\\s*$`);
	await element('node-creator-item-name').filter({ hasText: exactly }).first().click();
	await element('node-credentials-select').click();
	const choices = page.locator('[data-test-id^=node-credentials-select-item]');
	await choices.filter({ hasText: credential }).first().click();
}

/** Selects *Execute step* and returns the execution. */
async function execute(): Promise<Execution> {
	const before = (await world.api.executions(workflowId())).length;
	await element('node-execute-button').click();
	const [execution] = await executionsOf(world, workflowId(), before + 1);
	expect(execution!.data.resultData.error?.message).toBeUndefined();
	return execution!;
}

const closeNode = async () => await element('ndv-close-button').click();

const asRora = async (customer: Page, url: string) => await visitBank(customer, url, 'approve');

/** Approves as the customer, and returns the address that the browser is to be sent to. */
async function approve(authorizationUrl: string, visit = asRora): Promise<string> {
	const customer = await openPage(browser);
	await visit(customer, authorizationUrl);
	const address = await customer.locator('textarea').inputValue();
	await customer.context().close();
	return address;
}

/** Types texts into fields. */
async function fill(texts: Record<string, string>): Promise<void> {
	for (const [parameter, text] of Object.entries(texts)) {
		await page.locator(`[data-test-id=parameter-input-${parameter}] input`).fill(text);
	}
}

/** Replaces the content of a field. While n8n is still drawing the field, it can keep a part of the old content. */
async function paste(parameter: string, text: string): Promise<void> {
	const field = page.locator(`[data-test-id=parameter-input-${parameter}] .cm-content`);
	await waitFor(`${parameter} to hold the pasted text`, async () => {
		await field.fill(text);
		return (await field.textContent()) === text;
	});
	// The editor takes the text over with a delay, and then shows it below the field.
	await page.getByText('undefined', { exact: true }).waitFor({ state: 'hidden' });
	await element('tab-params').click();
	await waitFor('the workflow to be saved', async () => {
		const stored = await world.api.call('GET', `workflows/${workflowId()}`);
		const { nodes } = stored as { nodes: Array<{ parameters: Record<string, unknown> }> };
		return nodes.some(({ parameters }) => parameters[parameter] === `=${text}`);
	});
	world.entered.push(text);
}

it.each(['Zopa', 'Monese', 'Salt Edge'])(
	'At %s an empty canvas leads to accounts: credentials are chosen, one response is pasted (C-02)',
	async (bank) => {
		await addTrigger();
		await addNode('DCR Register', 'Register client', bank);
		await execute();
		await closeNode();
		await connectCustomer(bank);
	},
);

it('At The Co-operative Bank an empty canvas leads to accounts without a registration', async () => {
	await addTrigger();
	await connectCustomer('The Co-operative Bank');
});

/** Adds the nodes from the consent to the accounts, and reads both accounts. */
async function connectCustomer(bank: string): Promise<void> {
	await addNode('Create Consent', 'Create consent', bank);
	const [consent] = outputOf(await execute(), 'Create Consent');
	await closeNode();
	await addNode('Get Token', 'Exchange authorization code', bank);
	await paste('redirectResponse', await approve(String(consent!.authorizationUrl)));
	await execute();
	await closeNode();
	await addNode('Get Accounts', 'Get accounts', bank);
	expect(outputOf(await execute(), 'Get Accounts')).toHaveLength(2);
}

it('At Eika an empty canvas leads from a new customer to the account: only test data is typed in', async () => {
	const user = '01078900497';
	await addTrigger();
	await addNode('Eika Create Agreement', 'Create customer', 'Eika');
	await fill({ customerNumber: user, name: 'Nora Vik' });
	await execute();
	await closeNode();
	await addNode('Eika Create Agreement', 'Create account', 'Eika');
	await fill({ customerNumber: user, accountName: 'Brukskonto', iban: 'NO49 3910 0000 079' });
	await execute();
	await closeNode();
	await addNode('Create Consent', 'Create consent', 'Eika');
	const [consent] = outputOf(await execute(), 'Create Consent');
	await closeNode();
	await addNode('Get Token', 'Exchange authorization code', 'Eika');
	const address = await approve(String(consent!.authorizationUrl), (customer, url) =>
		visitEika(customer, url, { user }),
	);
	await paste('redirectResponse', address);
	await execute();
	await closeNode();
	await addNode('Get Accounts', 'Get accounts', 'Eika');
	expect(outputOf(await execute(), 'Get Accounts')).toEqual([
		expect.objectContaining({ accountName: 'Brukskonto', identification: 'NO4939100000079' }),
	]);
});
