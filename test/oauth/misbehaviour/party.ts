import { bankAddresses, ofProvider } from '../../../lib/banks/addresses';
import type { BankProfile, RegistrationClaims, ResponseType } from '../../../lib/banks/profile';
import { saltEdge } from '../../../lib/banks/saltEdge';
import { zopa } from '../../../lib/banks/zopa';
import { readSoftwareStatement } from '../../../lib/jose/softwareStatement';
import { authorizationUrl } from '../../../lib/oauth/authorizationRequest';
import { clientTokens } from '../../../lib/oauth/clientCredentials';
import { withToken } from '../../../lib/oauth/bearer';
import {
	createObieConsentRequest,
	readObieConsent,
} from '../../../lib/operations/accountInformation/accountAccessConsent';
import { registerClientRequest } from '../../../lib/operations/registration/registerClient';
import { readNewRegistration, toClient } from '../../../lib/operations/registration/registration';
import type { Tpp } from '../../../lib/tpp';
import type { Connection } from '../../../lib/transport/http';
import { createSend } from '../../../lib/transport/send';
import { psuApproves } from '../../../sandbox/psu';
import type { EmbeddedBank } from '../../../sandbox/startEmbeddedBank';
import { aSigner, aTpp } from '../../support/builders';
import { identityFromPem } from '../../support/certificates';
import { fapiBank } from '../../support/fapiBank';
import { exchangeAuthorizationCode } from '../exchange';

/** The package as a registered client of one of the embedded banks. */
export interface Party {
	connection: Connection;
	/** Forms of the requests that a code was sent with, in order. */
	codeRequests: URLSearchParams[];
	/** The address to send the PSU to, for a new consent. */
	url(responseType?: ResponseType, by?: Connection): Promise<string>;
	/** Where the PSU is sent back to after approving. */
	approved(responseType?: ResponseType): Promise<string>;
	exchange: (response: string) => ReturnType<typeof exchangeAuthorizationCode>;
}

export const atZopa = (bank: EmbeddedBank, claims: Partial<RegistrationClaims> = {}) =>
	aParty(bank, tppAt(bank, zopa, {}), claims);

export const atSaltEdge = (bank: EmbeddedBank) =>
	aParty(
		bank,
		tppAt(bank, ofProvider(saltEdge, 'demobank'), {
			provider: 'demobank',
			aspspId: bank.banks['salt-edge'].credential.aspspId,
		}),
	);

/** The embedded Zopa as a bank of FAPI 1.0 Advanced that nobody has built in. */
export const atFapiBank = (bank: EmbeddedBank, changes: Partial<Tpp> = {}) =>
	aParty(
		bank,
		tppAt(bank, fapiBank, {
			environment: 'sandbox',
			addresses: bankAddresses(fapiBank, 'sandbox', bank.banks.zopa),
			...changes,
		}),
	);

async function aParty(
	bank: EmbeddedBank,
	unregistered: Tpp,
	claims: Partial<RegistrationClaims> = {},
): Promise<Party> {
	const codeRequests: URLSearchParams[] = [];
	const send = createSend({ identity: unregistered.tls, limits: { attempts: 1 } });
	const counting: typeof send = async (request) => {
		const form = new URLSearchParams(String(request.body));
		if (form.get('grant_type') === 'authorization_code') codeRequests.push(form);
		return await send(request);
	};
	const tpp = await registered({ tpp: unregistered, send: counting }, claims);
	const connection = { tpp, send: counting };
	const url: Party['url'] = async (responseType, by = connection) => {
		const asClient = withToken(counting, clientTokens(connection, 'accounts'));
		const request = createObieConsentRequest(tpp, { permissions: ['ReadAccountsBasic'] });
		const { consentId } = readObieConsent(await asClient(request), 'creating the consent');
		const requested = { consentId, access: 'accounts', responseType, now: new Date() } as const;
		return (await authorizationUrl(by, requested)).authorizationUrl;
	};
	return {
		connection,
		codeRequests,
		url,
		approved: async (responseType) =>
			await psuApproves(await url(responseType), { user: 'rora', ca: bank.ca }),
		exchange: (response) => exchangeAuthorizationCode(connection, response, new Date(Date.now())),
	};
}

async function registered(
	connection: Connection,
	claims: Partial<RegistrationClaims>,
): Promise<Tpp> {
	const { tpp } = connection;
	const request = await registerClientRequest(connection, {
		// With one redirect URI, the bank knows where an error about the request goes.
		redirectUris: [tpp.redirectUri!],
		claims: {
			grant_types: ['authorization_code', 'client_credentials', 'refresh_token'],
			request_object_signing_alg: 'PS256',
			...claims,
		},
	});
	const response = await connection.send(request);
	return { ...tpp, client: toClient(readNewRegistration(response, tpp)) };
}

function tppAt(
	{ ca, tpp, address, mtlsAddress }: EmbeddedBank,
	bank: BankProfile,
	changes: Partial<Tpp>,
): Tpp {
	const { signingCertificate: certificate, signingKey: key } = tpp;
	return aTpp({
		bank,
		environment: 'local',
		addresses: bankAddresses(bank, 'local', { local: { address, mtlsAddress } }),
		tls: { certificatePem: tpp.transportCertificate, keyPem: tpp.transportKey, caPem: ca },
		signer: { ...identityFromPem({ certificate, key }, aSigner().references), keyId: tpp.kid },
		softwareStatement: readSoftwareStatement(tpp.softwareStatement),
		redirectUri: tpp.redirectUris[0],
		client: undefined,
		...changes,
	});
}
