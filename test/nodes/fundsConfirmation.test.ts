import type { IDataObject } from 'n8n-workflow';

import { psuApproves } from '../../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../../scripts/localCredential';
import { aPage, secretsIn, type Place } from '../n8n/secretSearch';
import { runStep, stepError, stepItems } from '../support/journey';
import { jsonOf } from '../support/workflow';

let bank: EmbeddedBank;
let credential: IDataObject;
/** Sort codes and account numbers by user. */
const accounts: Record<string, string> = {};

beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 2 });
	credential = localCredential(bank, 'coop');
	for (const user of ['rora', 'ivsa']) {
		const session = await authorised(await step('createConsent', {}), user);
		const [account] = await stepItems(bank, reading, { input: [session], credential });
		accounts[user] = String(account!.identification);
	}
});
afterEach(() => bank.clearFaults());
afterAll(() => bank.stop());

const reading = { type: 'getAccounts', parameters: { operation: 'accounts' } };

type Parameters = IDataObject & { operation?: string };

const step = async (type: string, parameters: Parameters, input: IDataObject = {}) =>
	(await stepItems(bank, { type, parameters }, { input: [input], credential }))[0]!;

const errorIn = async (type: string, parameters: Parameters, input: IDataObject = {}) =>
	await stepError(bank, { type, parameters }, { input: [input], credential });

const createFunds = (account: string): Parameters => ({ operation: 'createFunds', account });
const confirm: Parameters = { operation: 'confirmFunds', amount: 12.5, reference: 'ORDER-1042' };

/** Lets the PSU approve, and returns the session. Adds the pages that the PSU saw to `pages`. */
async function authorised(
	{ authorizationUrl }: IDataObject,
	user: string,
	pages: Place[] = [],
): Promise<IDataObject> {
	const redirectResponse = await psuApproves(String(authorizationUrl), {
		user,
		ca: bank.ca,
		onPage: (html) => pages.push(aPage(html)),
	});
	return await step('getToken', { operation: 'authorizationCode', redirectResponse });
}

it.each([
	['rora', true],
	['ivsa', false],
])('%s has the money: %s', async (user, fundsAvailable) => {
	const consent = await step('createConsent', createFunds(accounts[user]!));
	expect(consent).toMatchObject({ bank: 'coop', status: 'AwaitingAuthorisation' });
	const pages: Place[] = [];
	const session = await authorised(consent, user, pages);
	expect(pages.length).toBeGreaterThan(1);
	// The PSU sees no secret of the TPP.
	expect(secretsIn(pages, await bank.secrets())).toEqual([]);
	expect(session).toMatchObject({ isRenewable: true, consentId: consent.consentId });
	// A confirmation of funds is no account information, which a PSU confirms every 90 days.
	expect(session.reconfirmBy).toBeUndefined();
	expect(await step('getAccounts', confirm, session)).toMatchObject({
		bank: 'coop',
		consentId: consent.consentId,
		fundsAvailable,
		amount: '12.50',
		currency: 'GBP',
		reference: 'ORDER-1042',
	});
});

it('A consent is read, authorised again and deleted', async () => {
	const consent = await step('createConsent', createFunds(accounts.rora!));
	const again = await step('createConsent', { operation: 'getAuthorisationUrl' }, consent);
	expect((await authorised(again, 'rora')).consentId).toBe(consent.consentId);
	const read = await step('createConsent', { operation: 'getFunds' }, consent);
	expect(read).toMatchObject({ status: 'Authorised', account: accounts.rora });
	const raw = await step('createConsent', { operation: 'getFunds', simplify: false }, consent);
	expect(raw.data).toMatchObject({ DebtorAccount: { Identification: accounts.rora } });
	// A table row has the consent ID only.
	const row = { consentId: consent.consentId };
	const byType = await step(
		'createConsent',
		{ operation: 'getAuthorisationUrl', options: { consentType: 'fundsConfirmations' } },
		row,
	);
	expect((await authorised(byType, 'rora')).consentId).toBe(consent.consentId);
	const deleted = await step('createConsent', { operation: 'deleteFunds' }, row);
	expect(deleted).toMatchObject({ deleted: true, consentId: consent.consentId });
	const gone = await errorIn('createConsent', { operation: 'getFunds' }, row);
	expect(gone.message).toContain('UK.OBIE.Resource.NotFound');
});

it('A session whose token the bank refuses is renewed, and comes on the second output', async () => {
	const session = await authorised(
		await step('createConsent', createFunds(accounts.rora!)),
		'rora',
	);
	await bank.addFault({
		path: '/^\\/coop\\/.*funds-confirmations$/',
		times: 1,
		response: { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } },
	});
	const settings = { type: 'getAccounts', parameters: confirm };
	const run = await runStep(bank, settings, { input: [session], credential });
	expect(jsonOf(run, 'Step')).toMatchObject([{ fundsAvailable: true }]);
	const [renewed] = jsonOf(run, 'Step', 1);
	expect(renewed!.session).not.toBe(session.session);
	expect(await step('getAccounts', confirm, renewed)).toMatchObject({ fundsAvailable: true });
});

it('A session for accounts is refused before a request', async () => {
	const session = await authorised(await step('createConsent', {}), 'rora');
	const { message } = await errorIn('getAccounts', confirm, session);
	expect(message).toContain('The session belongs to a consent with the scope "accounts offline".');
});

it('A bank without the API is named before a request', async () => {
	const error = await stepError(
		bank,
		{ type: 'createConsent', parameters: createFunds('04000412345678') },
		{ credential: { ...localCredential(bank, 'monese'), clientId: 'a', clientSecret: 'b' } },
	);
	expect(error.message).toContain('Monese has no API for the confirmation of funds.');
});
