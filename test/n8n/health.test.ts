import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Browser } from 'playwright-core';

import { localCredential } from '../../scripts/localCredential';
import type { Mail } from '../../scripts/n8n/mailServer';
import {
	connect,
	openCustomersBrowser,
	operator,
	publicWebhooks,
	publishExamples,
} from './customers';
import { runOnSchedule, scheduledExample } from './scheduledExample';
import { openWorld, outputOf, store, type World } from './world';

const bank = 'The Co-operative Bank';

let world: World;
let browser: Browser;
let workflow: string;

beforeAll(async () => {
	world = await openWorld({ bank: { accounts: 1, transactions: 0 }, environment: publicWebhooks });
	browser = await openCustomersBrowser(world);
	workflow = await store(world, scheduledExample('health'));
});

afterAll(async () => {
	await browser?.close();
	await world?.close();
});

/** Lets the schedule run once more. Returns the rows of Account Report and the email. */
async function report(): Promise<{ todoCount: unknown; html: string; mail: Mail }> {
	const execution = await runOnSchedule(world, workflow);
	const [{ todoCount, html } = {}] = outputOf(execution, 'Account Report');
	return { todoCount, html: String(html), mail: world.mail.mails.at(-1)! };
}

it('the example health reports that nothing is to do', async () => {
	const { todoCount, html, mail } = await report();
	expect(todoCount).toBe(0);
	expect(html).toContain('Transport Certificate');
	expect(mail).toMatchObject({ to: [operator], subject: 'Open Banking: nothing to do' });
	expect(mail.source).toMatch(/filename=report\.html/);
});

/** It was issued for 60 days, a moment ago. */
it('tells the operator of a certificate with fewer days than the bank wants', async () => {
	const file = join(world.bank.home, 'tpp/transport-expiring.pem');
	await world.api.putCredential(bank, {
		...localCredential(world.bank, 'coop'),
		transportCertificate: readFileSync(file, 'utf8'),
	});
	const { todoCount, html, mail } = await report();
	expect(todoCount).toBe(1);
	expect(html).toContain('Order a new certificate');
	expect(mail.subject).toBe('Open Banking: 1 to do');
});

it('lists the consent of a customer', async () => {
	await publishExamples(world);
	await connect({ browser, world }, { bank: 'smile', customer: 'carol@example.com' });
	const { html } = await report();
	expect(html).toContain('carol@example.com');
});
