import { decodeProtectedHeader } from 'jose';

import type { BankProfile } from '../../lib/banks/profile';
import { clearCaches } from '../../lib/expiringCache';
import { authorizationUrl } from '../../lib/oauth/authorizationRequest';
import { registeredAlgorithms } from '../../lib/jose/registeredAlgorithms';
import { aBank, aClient, aTpp, rejection } from '../support/builders';
import { exchangeAuthorizationCode } from '../oauth/exchange';
import { aTestBank, authorise, consentId, type TestBank } from '../oauth/testBank';

type Portal = Extract<BankProfile['registration'], { via: 'portal' }>;

const atPortal = (claims?: Portal['claims']): TestBank => {
	const registration: Portal = { via: 'portal', ...(claims && { claims }) };
	return aTestBank(aTpp({ bank: aBank({ registration }) }));
};

const exchange = async (bank: TestBank) =>
	await exchangeAuthorizationCode(bank.connection, await authorise(bank), new Date());

beforeEach(clearCaches);

describe('At a bank that registers clients at its portal', () => {
	it('an id_token of the algorithm in its profile brings a session', async () => {
		const { session } = await exchange(atPortal({ id_token_signed_response_alg: 'PS256' }));
		expect(session).toMatchObject({ accessToken: 'access-1', invalid: undefined });
	});

	it('one of PS256 is refused where the profile names none', async () => {
		const bank = atPortal();
		expect(await rejection(() => exchange(bank))).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
			message: expect.stringMatching(/is signed with another algorithm than the registered one/),
		});
		expect(bank.forms).toEqual([]);
	});

	it('request objects are signed as its profile says', async () => {
		const { connection } = atPortal({ request_object_signing_alg: 'RS256' });
		const requested = { consentId, access: 'accounts', now: new Date() } as const;
		const { searchParams } = new URL(
			(await authorizationUrl(connection, requested)).authorizationUrl,
		);
		expect(decodeProtectedHeader(searchParams.get('request')!).alg).toBe('RS256');
	});

	it('every algorithm may stand there, and the client’s own counts before it', () => {
		const { connection } = atPortal({
			token_endpoint_auth_signing_alg: 'ES256',
			id_token_signed_response_alg: 'ES256',
			authorization_signed_response_alg: 'ES256',
			request_object_signing_alg: 'none',
			id_token_encrypted_response_alg: 'RSA-OAEP',
			id_token_encrypted_response_enc: 'A256GCM',
		});
		const client = aClient({ idTokenSignedResponseAlg: 'PS256' });
		expect(registeredAlgorithms({ ...connection.tpp, client })).toEqual({
			idToken: 'PS256',
			idTokenEncryption: { alg: 'RSA-OAEP', enc: 'A256GCM' },
			authorizationResponse: 'ES256',
			clientAssertion: 'ES256',
			requestObject: 'none',
		});
	});
});
