import { psuAccess } from '../../sandbox/accountInformation/access';
import type { AccountInformationBank } from '../../sandbox/accountInformation/bank';
import { newConsents, type ConsentStatus } from '../../sandbox/accountInformation/consents';
import { accessPolicy } from '../../sandbox/cooperativeBank/policy';
import type { BankRequest } from '../../sandbox/http/request';
import { keepNothing } from '../../sandbox/memory';

/** How a bank responds to a request with an access token that has expired. */
async function responseTo(status: ConsentStatus, policy?: AccountInformationBank['policy']) {
	const consents = newConsents(keepNothing);
	const consent = consents.create('client', { Permissions: ['ReadAccountsBasic'] });
	consents.authorise(consent, 'rora', 'all', 'grant');
	consents.setStatus(consent, status);
	const token = { kind: 'AccessToken', grantId: 'grant', isExpired: true, scopes: new Set() };
	const bank = { consents, policy, findToken: async () => token };
	return psuAccess({} as BankRequest, bank as unknown as AccountInformationBank).catch(
		(error: { response?: { status: number }; problem?: { status: number; code: string } }) =>
			error.response?.status ?? [error.problem?.status, error.problem?.code],
	);
}

const policy = accessPolicy({ apply: () => undefined, stateOf: () => undefined });

it.each<[ConsentStatus]>([['AUTH'], ['EXPD']])(
	'An expired access token is 401, with a consent that is %s',
	async (status) => expect(await responseTo(status)).toBe(401),
);

it('At The Co-operative Bank it is 400 for a consent that has expired, too, and 401 for any other', async () => {
	expect(await responseTo('EXPD', policy)).toEqual([400, 'U009']);
	expect(await responseTo('AUTH', policy)).toBe(401);
});
