import type { IDataObject } from 'n8n-workflow';

import { banks } from '../../lib/banks';
import { readProfile } from '../../lib/banks/profile';
import { psuApproves } from '../../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../../scripts/localCredential';
import { fromInput, stepError, stepItems } from '../support/journey';

let bank: EmbeddedBank;

beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 2 });
});
afterAll(async () => {
	await bank.stop();
});

const show = async (parameters: IDataObject) =>
	(
		await stepItems(bank, {
			type: 'dcrRegister',
			parameters: { operation: 'showBankProfile', ...parameters },
		})
	)[0]!;

/** Returns a credential with a pasted profile. */
const custom = (profile: string, of: string): IDataObject => ({
	...localCredential(bank, of),
	bank: 'custom',
	profileSource: 'json',
	bankProfile: profile,
});

it.each([...banks.map(({ id }) => id), 'obie-v3', 'obie-v4'])(
	'The profile of %s is shown as JSON that the credential accepts',
	async (id) => {
		const { text, profile } = await show({ bank: id });
		expect(readProfile(String(text))).toEqual({ profile });
	},
);

it('The profile of the standard is shown by default', async () => {
	expect((await show({})).profile).toMatchObject({ accountInformation: { version: 'v4.0' } });
});

it('A bank works with its profile only, from registration to accounts', async () => {
	const { profile } = await show({ bank: 'monese' });
	const accountInformation = { version: 'v3.1', withoutResources: ['transactions'] };
	const own = { ...(profile as IDataObject), name: 'My Bank', accountInformation };
	const credential = custom(JSON.stringify(own), 'monese');
	const step = async (type: string, parameters: IDataObject = {}) =>
		await stepItems(bank, { type, parameters }, { credential });
	const [registration] = await step('dcrRegister');
	const [consent] = await step('createConsent', fromInput(registration!));
	const redirectResponse = await psuApproves(String(consent!.authorizationUrl), {
		user: 'rora',
		ca: bank.ca,
	});
	const [session] = await step('getToken', { redirectResponse, ...fromInput(registration!) });
	const accounts = await step('getAccounts', {
		session: session!.session,
		...fromInput(registration!),
	});
	expect(accounts).toHaveLength(2);
	const error = await stepError(
		bank,
		{ type: 'getAccounts', parameters: { operation: 'transactions', session: 'any' } },
		{ credential },
	);
	expect(error.message).toBe(
		'My Bank does not provide transactions. No request was sent. Check "Operation".',
	);
});

it('A bank with providers works with its profile', async () => {
	const { text } = await show({ bank: 'salt-edge' });
	const credential = custom(String(text), 'salt-edge');
	const [registration] = await stepItems(bank, { type: 'dcrRegister' }, { credential });
	expect(registration).toMatchObject({ bank: 'salt-edge' });
});

it.each([
	['', /^The bank profile is invalid: it is empty\. Check "Bank Profile" in the credential\.$/],
	['{"id":"x"', /the text is not JSON/],
	[
		'{"id":"My Bank"}',
		/^The bank profile is invalid: id: must be lower-case.*; name: is missing; environments: /,
	],
])('An invalid profile is rejected with its member: %j', async (profile, message) => {
	const error = await stepError(
		bank,
		{ type: 'dcrRegister' },
		{ credential: custom(profile, 'monese') },
	);
	expect(error.message).toMatch(message);
});
