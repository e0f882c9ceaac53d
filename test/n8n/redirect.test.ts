import { join } from 'node:path';

import type { Browser, Page } from 'playwright-core';

import { goOnTo, openBrowser, openPage, visitBank } from './browser';
import { keepPage } from './shownPages';
import {
	aWorkflow,
	executionsOf,
	openWorld,
	ownNode,
	outputOf,
	pictures,
	publish,
	runToEnd,
	store,
	type World,
} from './world';

const returnAddress = 'https://n8n.example.com/webhook/open-banking';
const phone = { viewport: { width: 360, height: 740 } };

let world: World;
let browser: Browser;
let triggerWorkflow: string;
let consentWorkflow: string;
/** Executions of the redirect workflow so far: each test adds those that it starts. */
let executions = 0;

beforeAll(async () => {
	world = await openWorld({ bank: { accounts: 2, transactions: 20 } });
	const { host } = new URL(world.n8n.address);
	browser = await openBrowser({ 'n8n.example.com:443': host });
	const onboarding = await store(world, onboardingWorkflow);
	const [client] = outputOf(await runToEnd(world, onboarding), 'DCR Register');
	const registration = String(client?.registration);
	consentWorkflow = await store(world, consentWorkflowWith(registration));
	triggerWorkflow = await store(world, wayBackWorkflow(registration));
	await publish(world, triggerWorkflow, 'open-banking');
});

afterAll(async () => {
	await browser?.close();
	await world?.close();
});

const start = { name: 'Start', type: 'n8n-nodes-base.manualTrigger' };

const onboardingWorkflow = aWorkflow(
	'Onboarding',
	[start, { name: 'DCR Register', ...ownNode('dcrRegister', 'Zopa') }],
	[['Start', 'DCR Register']],
);

const consentWorkflowWith = (registration: string) =>
	aWorkflow(
		'Consent',
		[
			start,
			{
				name: 'Create Consent',
				...ownNode('createConsent', 'Zopa'),
				parameters: { client: 'input', registration, options: { passThrough: 'customer-4711' } },
			},
		],
		[['Start', 'Create Consent']],
	);

const wayBackWorkflow = (registration: string) =>
	aWorkflow(
		'The way back',
		[
			{
				name: 'Consent Redirect Trigger',
				...ownNode('consentRedirectTrigger', 'Zopa'),
				webhookId: '7a1f6b52-0a57-4c4e-8b8e-6d6f9d9b0001',
				parameters: { path: 'open-banking', client: 'entered', registration },
			},
			{
				name: 'Accounts',
				...ownNode('getAccounts', 'Zopa'),
				parameters: { returnAll: true, client: 'input', registration },
			},
			{ name: 'Not Authorised', type: 'n8n-nodes-base.noOp' },
		],
		[
			['Consent Redirect Trigger', 'Accounts'],
			['Consent Redirect Trigger', 'Not Authorised', 1],
		],
	);

/** A consent of its own for the same client. */
async function newConsent(): Promise<{ consentId: string; authorizationUrl: string }> {
	const execution = await runToEnd(world, consentWorkflow);
	const [consent] = outputOf(execution, 'Create Consent');
	return {
		consentId: String(consent?.consentId),
		authorizationUrl: String(consent?.authorizationUrl),
	};
}

const heading = (page: Page) => page.locator('h1');

async function picture(page: Page, name: string): Promise<void> {
	await page.screenshot({ path: join(pictures(), `redirect-${name}.png`), fullPage: true });
}

/** Nothing is cut off, and a keyboard or a screen reader finds its way. */
async function assertReadable(page: Page): Promise<void> {
	await keepPage(page);
	const facts: unknown = await page.evaluate(`({
		lang: document.documentElement.lang,
		title: document.title,
		landmarks: document.querySelectorAll('main').length,
		headings: document.querySelectorAll('h1').length,
		scrollsSideways: document.documentElement.scrollWidth > window.innerWidth,
	})`);
	expect(facts).toEqual({
		lang: 'en',
		title: expect.stringMatching(/\S/),
		landmarks: 1,
		headings: 1,
		scrollsSideways: false,
	});
}

async function newestExecution() {
	executions += 1;
	const [newest] = await executionsOf(world, triggerWorkflow, executions);
	return newest!;
}

describe('a PSU who approves', () => {
	let page: Page;
	let consentId: string;

	beforeAll(async () => {
		const consent = await newConsent();
		({ consentId } = consent);
		page = await openPage(browser, phone);
		await visitBank(page, consent.authorizationUrl, 'approve');
		await goOnTo(page, new URL(returnAddress).host);
		await heading(page).filter({ hasText: 'Your account is connected' }).waitFor();
	});

	it('reads on the page that the account is connected', async () => {
		await assertReadable(page);
		await picture(page, 'approved-phone');
		expect(await page.locator('main').innerText()).not.toMatch(/code|token|eyJ/i);
	});

	it('leaves nothing of the response in the address (LK-21)', () => {
		expect(page.url()).toBe(returnAddress);
	});

	it('starts the workflow with a session that reads the accounts', async () => {
		const execution = await newestExecution();
		expect(outputOf(execution, 'Consent Redirect Trigger')).toEqual([
			expect.objectContaining({
				outcome: 'authorised',
				bank: 'zopa',
				consentId,
				passThrough: 'customer-4711',
				session: expect.stringMatching(/^eyJ/),
				expiresAt: expect.any(String),
				reconfirmBy: expect.any(String),
			}),
		]);
		expect(outputOf(execution, 'Accounts')).toHaveLength(2);
	});
});

describe('a PSU who refuses', () => {
	it('reads so, and the workflow goes on at the second output', async () => {
		const { consentId, authorizationUrl } = await newConsent();
		const page = await openPage(browser);
		await visitBank(page, authorizationUrl, 'refuse');
		// As somebody who tries it out on one machine, where no browser finds the name.
		await goOnTo(page, new URL(world.n8n.address).host);
		await heading(page).filter({ hasText: 'Your account is not connected' }).waitFor();
		await assertReadable(page);
		await picture(page, 'refused-desk');
		const execution = await newestExecution();
		expect(outputOf(execution, 'Not Authorised')).toEqual([
			expect.objectContaining({ outcome: 'refused', consentId, passThrough: 'customer-4711' }),
		]);
	});
});

describe('a forged response', () => {
	it('is told so on the page and starts nothing', async () => {
		const page = await openPage(browser, { ...phone, colorScheme: 'dark' });
		await page.goto(`${returnAddress}#code=stolen&id_token=a.b.c&state=guessed`);
		await heading(page).filter({ hasNotText: 'Returning' }).waitFor();
		await assertReadable(page);
		await picture(page, 'forged-phone-dark');
		expect(await page.content()).not.toMatch(/stolen|guessed/);
		// The next execution is that of the next PSU, so the forged response has started none.
		const { consentId, authorizationUrl } = await newConsent();
		const another = await openPage(browser);
		await visitBank(another, authorizationUrl, 'refuse');
		await goOnTo(another, new URL(returnAddress).host);
		await heading(another).filter({ hasText: 'Your account is not connected' }).waitFor();
		const execution = await newestExecution();
		expect(outputOf(execution, 'Not Authorised')).toEqual([expect.objectContaining({ consentId })]);
		expect(await world.api.executions(triggerWorkflow)).toHaveLength(executions);
	});

	it('with the state of a consent, whose id_token nobody signed, is not exchanged', async () => {
		const { consentId, authorizationUrl } = await newConsent();
		const state = stateOf(authorizationUrl);
		const page = await openPage(browser);
		await page.goto(`${returnAddress}#code=stolen&id_token=e30.e30.AAAA&state=${state}`);
		await heading(page).filter({ hasNotText: 'Returning' }).waitFor();
		await picture(page, 'forged-state-desk');
		const execution = await newestExecution();
		expect(outputOf(execution, 'Not Authorised')).toEqual([
			expect.objectContaining({
				outcome: 'failed',
				consentId,
				details: expect.objectContaining({ code: 'OB_INVALID_RESPONSE' }),
			}),
		]);
	});
});

/** Plain or in the request object, which Zopa's sandbox wants unsigned. */
function stateOf(authorizationUrl: string): string {
	const { searchParams } = new URL(authorizationUrl);
	const [, claims = ''] = (searchParams.get('request') ?? '').split('.');
	const inRequest = claims && JSON.parse(Buffer.from(claims, 'base64url').toString('utf8'));
	return String(searchParams.get('state') ?? (inRequest as { state: string }).state);
}

describe('the fragment page', () => {
	it('says without JavaScript what to do', async () => {
		const page = await openPage(browser, { ...phone, javaScriptEnabled: false });
		await page.goto(`${returnAddress}#code=a&state=b`);
		await picture(page, 'no-javascript-phone');
		expect(await page.locator('main').innerText()).toMatch(/JavaScript/);
	});

	// n8n serves its own responses in such a sandbox, so the page must work inside it, too.
	it("hands the fragment on byte for byte inside n8n's content security policy (RP-17)", async () => {
		const page = await openPage(browser);
		let posted: { body: string | null; origin?: string } | undefined;
		await page.route('**/webhook/open-banking', async (route) => {
			const request = route.request();
			if (request.method() === 'POST') {
				posted = { body: request.postData(), origin: request.headers().origin };
				return await route.fulfill({ contentType: 'text/html', body: '<h1>Posted</h1>' });
			}
			const response = await route.fetch({ url: `${world.n8n.address}/webhook/open-banking` });
			const own = response.headers()['content-security-policy'];
			const headers = { ...response.headers(), 'content-security-policy': `${own}, ${sandbox}` };
			await route.fulfill({ response, headers });
		});
		await page.goto(`${returnAddress}#code=a%2Bb%3D&state=s`);
		await heading(page).filter({ hasText: 'Posted' }).waitFor();
		expect(posted?.origin).toBe('null');
		const fields = new URLSearchParams(posted?.body ?? '');
		expect([...fields.values()].join(' ')).toContain('code=a%2Bb%3D&state=s');
	});
});

const sandbox =
	'sandbox allow-downloads allow-forms allow-modals allow-orientation-lock allow-pointer-lock allow-popups allow-presentation allow-scripts allow-top-navigation allow-top-navigation-by-user-activation allow-top-navigation-to-custom-protocols';
