import { readFileSync } from 'node:fs';

import type { IRun, IWorkflowBase } from 'n8n-workflow';

import { psuApproves } from '../../sandbox/psu';
import { localCredential } from '../../scripts/localCredential';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { anEngine, jsonOf } from '../support/workflow';

const readExample = (name: string) =>
	JSON.parse(readFileSync(`examples/${name}.json`, 'utf8')) as IWorkflowBase;

let bank: EmbeddedBank;

beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 3, transactions: 60 });
});
afterAll(async () => {
	await bank.stop();
});

describe('the example for Zopa', () => {
	let run: IRun;

	beforeAll(async () => {
		const engine = await anEngine({
			credential: localCredential(bank, 'zopa'),
			standIns: {
				'n8n-nodes-base.formTrigger': async () => [{ 'Your Reference': 'customer-4711' }],
				'n8n-nodes-base.form': async ([item]) => [
					{
						'Redirect Response': await psuApproves(String(item?.json.authorizationUrl), {
							user: 'rora',
							ca: bank.ca,
						}),
					},
				],
			},
		});
		run = await engine.run(readExample('zopa'));
	});

	it('registers a client', () => {
		expect(jsonOf(run, 'DCR Register')).toEqual([
			expect.objectContaining({ bank: 'zopa', softwareId: bank.tpp.softwareId }),
		]);
	});

	it('gets a session for the consent and what was passed through', () => {
		const [consent] = jsonOf(run, 'Create Consent');
		expect(jsonOf(run, 'Get Token')).toEqual([
			{
				session: expect.stringMatching(/^eyJ/),
				bank: 'zopa',
				consentId: consent?.consentId,
				scope: 'openid accounts',
				expiresAt: expect.stringMatching(/^\d{4}-/),
				interactionId: expect.any(String),
				payload: 'customer-4711',
			},
		]);
	});

	it('reads every account, balance and transaction', () => {
		expect(jsonOf(run, 'Accounts')).toHaveLength(3);
		expect(new Set(jsonOf(run, 'Balances').map(({ accountId }) => accountId)).size).toBe(3);
		expect(jsonOf(run, 'Transactions').length).toBeGreaterThan(0);
	});
});

describe('the example for Eika', () => {
	it('creates an agreement with its engagement', async () => {
		const engine = await anEngine({ credential: localCredential(bank, 'eika') });
		const run = await engine.run(readExample('eika'));
		expect(jsonOf(run, 'Eika Create Agreement')).toEqual([
			expect.objectContaining({
				id: expect.any(String),
				name: 'Treasury',
				engagements: [
					expect.objectContaining({ customer: '13039319955', roles: ['VIEW', 'REGISTER'] }),
				],
			}),
		]);
	});
});
