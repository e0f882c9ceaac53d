import type { IDataObject } from 'n8n-workflow';

import { banks } from '../../lib/banks';
import { psuApproves } from '../../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { journeys } from '../../scripts/journeys';
import { localCredential } from '../../scripts/localCredential';
import { fromInput, stepItems } from '../support/journey';

let bank: EmbeddedBank;

beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 2 });
});
afterAll(async () => {
	await bank.stop();
});

it('The embedded bank plays every bank that is built in', () => {
	expect(Object.keys(bank.banks).sort()).toEqual(banks.map(({ id }) => id).sort());
});

it('The demo travels to every bank that is built in', () => {
	expect(journeys.map(({ id }) => id).sort()).toEqual(banks.map(({ id }) => id).sort());
});

const withAccounts = banks.filter(({ accountInformation }) => accountInformation);

it.each(withAccounts.map((profile) => [profile.name, profile] as const))(
	'At %s the profile leads from nothing to accounts',
	async (_, { id, registration }) => {
		const credential = localCredential(bank, id);
		const step = async (type: string, parameters: IDataObject = {}) =>
			await stepItems(bank, { type, parameters }, { credential });
		const client = registration.via === 'dcr' ? fromInput((await step('dcrRegister'))[0]!) : {};
		const [consent] = await step('createConsent', client);
		const redirectResponse = await psuApproves(String(consent!.authorizationUrl), {
			user: 'rora',
			ca: bank.ca,
		});
		const [session] = await step('getToken', { redirectResponse, ...client });
		const accounts = await step('getAccounts', { session: session!.session, ...client });
		expect(accounts).toHaveLength(2);
	},
);
