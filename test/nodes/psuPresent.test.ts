import type { IDataObject } from 'n8n-workflow';

import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { consent, register, session, stepError, stepItems } from '../support/journey';

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

	it('is checked before a request is sent', async () => {
		const item = await input();
		await bank.resetStatistics();
		const parameters = { operation, ...present({ ...psu, ipAddress: 'unknown' }) };
		const error = await stepError(bank, { type, parameters }, { input: [item] });
		expect(error.message).toBe('"unknown" is not an IP address. Check "IP Address".');
		expect((await bank.statistics()).listeners.mtls.requests).toBe(0);
	});
});
