import type { IDataObject } from 'n8n-workflow';

import { banks } from '../../lib/banks';
import { psuApproves } from '../../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { journeys } from '../../scripts/journeys';
import { localCredential } from '../../scripts/localCredential';
import { aPage, secretsIn, type Place } from '../n8n/secretSearch';
import { aChain, anEngine, jsonOf, type AStep } from '../support/workflow';

const register: AStep = { name: 'DCR Register', type: 'dcrRegister' };
const createConsent: AStep = { name: 'Create Consent', type: 'createConsent' };
const getToken: AStep = { name: 'Get Token', type: 'getToken' };
const getAccounts: AStep = { name: 'Get Accounts', type: 'getAccounts' };

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

it('The demo runs at every bank that is built in', () => {
	expect(journeys.map(({ id }) => id).sort()).toEqual(banks.map(({ id }) => id).sort());
});

const withAccounts = banks.filter(({ accountInformation }) => accountInformation);

/** Returns the first test customer of a bank. */
const psuOf = (id: string): string =>
	(bank.banks as unknown as Record<string, { psus?: Array<{ user: string }> }>)[id]?.psus?.[0]
		?.user ?? 'rora';

/** Characters. URLs of 2048 characters pass every gateway; a request object has the state twice, in base64url. */
const longestState = 256;

it.each(withAccounts.map((profile) => [profile.name, profile] as const))(
	'At %s four nodes with default settings lead from nothing to accounts (C-01, C-02)',
	async (_, { id, registration }) => {
		const engine = async (input: IDataObject[] = [{}]) =>
			await anEngine({ credential: localCredential(bank, id), input });
		const registering = registration.via === 'dcr' ? [register] : [];
		const first = await (await engine()).run(aChain(...registering, createConsent));
		const [consent] = jsonOf(first, createConsent.name);
		expect(String(consent!.state).length).toBeLessThan(longestState);
		const pages: Place[] = [];
		const redirectResponse = await psuApproves(String(consent!.authorizationUrl), {
			user: psuOf(id),
			ca: bank.ca,
			onPage: (html) => pages.push(aPage(html)),
		});
		const second = await (await engine([{ redirectResponse }])).run(aChain(getToken, getAccounts));
		expect(jsonOf(second, getAccounts.name)).toHaveLength(2);
		expect(pages.length).toBeGreaterThan(1);
		// The PSU sees no secret of the TPP.
		expect(secretsIn(pages, await bank.secrets())).toEqual([]);
	},
);
