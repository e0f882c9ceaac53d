import type { AccountInformationBank } from '../../sandbox/accountInformation/bank';
import { newConsents } from '../../sandbox/accountInformation/consents';
import { accountInformationRoutes } from '../../sandbox/accountInformation/routes';
import type { BankRequest } from '../../sandbox/http/request';
import type { BankResponse } from '../../sandbox/http/response';
import { keepNothing } from '../../sandbox/memory';

const start = new Date('2026-03-02T15:00:00Z');
const expiry = new Date('2026-03-02T16:00:00Z');

beforeEach(() => void jest.useFakeTimers({ now: start }));
afterEach(() => void jest.useRealTimers());

/** A bank with one consent that a PSU authorised and that ends at `expiry`. */
function aBank() {
	const consents = newConsents(keepNothing);
	const Permissions = ['ReadAccountsBasic'];
	const request = { Permissions, ExpirationDateTime: expiry.toISOString() };
	const consent = consents.create('client', request);
	consents.authorise(consent, 'rora', 'all', 'grant');
	const routes = (kind: 'AccessToken' | 'ClientCredentials') =>
		accountInformationRoutes('/aisp', {
			version: 'v4.0',
			consents,
			data: { psus: [{ user: 'rora' }], accounts: { of: () => ({ length: 0 }) } },
			findToken: async () => ({
				kind,
				clientId: 'client',
				grantId: 'grant',
				scopes: new Set(['accounts']),
			}),
		} as unknown as AccountInformationBank);
	const get = async (kind: Parameters<typeof routes>[0], path: string) => {
		const route = routes(kind).find((one) => one.method === 'GET' && one.path === `/aisp${path}`)!;
		const parameters = { ConsentId: consent.ConsentId };
		const headers = { accept: 'application/json' };
		const query = new URLSearchParams();
		const sent = { path: `/aisp${path}`, parameters, headers, query } as unknown as BankRequest;
		const { status, body = '' } = (await route.endpoint(sent)) as BankResponse;
		// eslint-disable-next-line @typescript-eslint/no-explicit-any
		return { status, json: JSON.parse(body) as any };
	};
	return {
		readConsent: () => get('ClientCredentials', '/account-access-consents/{ConsentId}'),
		readAccounts: () => get('AccessToken', '/accounts'),
	};
}

it('Until a consent expires it is authorised and gives access', async () => {
	const bank = aBank();
	jest.setSystemTime(expiry.getTime() - 1);
	expect((await bank.readConsent()).json.Data.Status).toBe('AUTH');
	expect(await bank.readAccounts()).toMatchObject({ status: 200 });
});

it('Once a consent has expired it says so and gives no access', async () => {
	const bank = aBank();
	jest.setSystemTime(expiry);
	expect((await bank.readConsent()).json.Data.Status).toBe('EXPD');
	expect(await bank.readAccounts()).toMatchObject({
		status: 400,
		json: { Errors: [{ ErrorCode: 'U009' }] },
	});
});
