import type { IDataObject } from 'n8n-workflow';

import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { consent, register, runStep, session, stepError, stepItems } from '../support/journey';

let bank: EmbeddedBank;
let registration: IDataObject;
beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 2 });
	registration = await register(bank);
});
afterAll(async () => {
	await bank.stop();
});

const present = (psu: IDataObject) => ({ options: { psuPresent: { psu } } });
const psu = { ipAddress: '203.0.113.7', signedInAt: '2026-03-01T12:00:00Z', userAgent: 'Firefox' };

type Inputs = [type: string, operation: string, input: () => Promise<IDataObject>];
const steps: Inputs[] = [
	['createConsent', 'create', async () => registration],
	['createConsent', 'get', async () => await consent(bank, registration)],
	['createConsent', 'delete', async () => await consent(bank, registration)],
	['getAccounts', 'accounts', async () => await session(bank, registration)],
	['getAccounts', 'transactions', async () => await session(bank, registration)],
];

describe.each(steps)('PSU Present in %s → %s (C-20)', (type, operation, input) => {
	it('is accepted by the bank', async () => {
		const parameters = { operation, ...present(psu) };
		const items = await stepItems(bank, { type, parameters }, { input: [await input()] });
		expect(items.length).toBeGreaterThan(0);
	});

	it.each([null, {}, { psu: null }])('is absent when an expression gives %j', async (value) => {
		const options = { psuPresent: `={{ ${JSON.stringify(value)} }}` };
		const parameters = { operation, options };
		const items = await stepItems(bank, { type, parameters }, { input: [await input()] });
		expect(items.length).toBeGreaterThan(0);
	});

	it('is rejected when an expression gives an object as a text', async () => {
		const parameters = { operation, ...present({ ...psu, userAgent: { browser: 'Firefox' } }) };
		const error = await stepError(bank, { type, parameters }, { input: [await input()] });
		expect(error.message).toBe(
			'The field must be text, but its expression returned an object. Check "User Agent".',
		);
	});

	it('is checked before a request is sent', async () => {
		const item = await input();
		await bank.resetStatistics();
		const parameters = { operation, ...present({ ...psu, ipAddress: 'unknown' }) };
		const error = await stepError(bank, { type, parameters }, { input: [item] });
		expect(error.message).toBe('"unknown" is not an IP address. Check "IP Address".');
		expect((await bank.statistics()).listeners.mtls.requests).toBe(0);
	});
});

it('A 429 without Retry-After ends the requests of Get Accounts to the bank (C-20)', async () => {
	const item = await session(bank, registration);
	const path = '/zopa/open-banking/v4.0/aisp/accounts/';
	await bank.addFault({ path, times: 99, response: { status: 429 } });
	await bank.resetStatistics();
	const step = { type: 'getAccounts', parameters: { operation: 'balances' } };
	await runStep(bank, { ...step, onError: 'continueErrorOutput' }, { input: [item, item, item] });
	await bank.clearFaults();
	// The list of accounts once for each item at most, and the first account.
	expect((await bank.statistics()).banks.zopa?.requests).toBeLessThanOrEqual(6);
});
