import { readdirSync, readFileSync } from 'node:fs';

import type { IDataObject } from 'n8n-workflow';

import { customBank } from '../../lib/banks/custom';
import type { BankProfile } from '../../lib/banks/profile';
import { readProfile } from '../../lib/banks/profile';
import type { Guise } from '../../sandbox/guise';
import { psuApproves } from '../../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { stepItems } from '../support/journey';

const folder = 'examples/profiles';
const files = readdirSync(folder);

function profileOf(file: string): BankProfile {
	const read = readProfile(readFileSync(`${folder}/${file}`, 'utf8'));
	if ('profile' in read) return read.profile;
	throw new Error(`${file}: ${read.problems.join('; ')}`);
}

/** How the embedded bank plays a bank, with what the operator enters. `without` leaves out what the bank needs. */
interface Play {
	profile: BankProfile;
	aspspId: string;
	guise: Guise;
	misbehave?: string;
	without?: (profile: BankProfile) => BankProfile;
	/** The error without it. */
	says?: RegExp;
}

const aspspId = '0015800001AbCdEAAV';
const strict = (audience: string, ...tokenEndpointAuthMethods: string[]): Guise['rules'] => ({
	audiences: [audience],
	tokenEndpointAuthMethods,
	responseTypes: ['code id_token'],
	requestObjectSigningAlgs: ['PS256'],
});

const acrMissing = /does not state that the PSU was authenticated \(acr\)/;
const withoutIdTokens = ({ idTokens: _, ...profile }: BankProfile): BankProfile => profile;
const withoutMember = (name: 'contentType', { registration, ...profile }: BankProfile) =>
	({ ...profile, registration: { ...registration, [name]: undefined } }) as BankProfile;

const plays: Record<string, Play> = {
	'lloyds-bank.json': {
		profile: profileOf('lloyds-bank.json'),
		aspspId,
		guise: {
			accountInformation: {
				version: 'v4.0',
				path: '/prod01/lbg/lyds/open-banking/v4.0/aisp',
			},
			rules: {
				...strict(aspspId, 'tls_client_auth'),
				grantTypes: ['authorization_code', 'client_credentials'],
			},
			registrationContentType: 'application/jose',
		},
		without: (profile) => withoutMember('contentType', profile),
		says: /responded with 415 when registering the client.*Content-Type is application\/jwt, not application\/jose/,
	},
	'natwest.json': {
		profile: profileOf('natwest.json'),
		aspspId: '',
		guise: { rules: strict('0015800000jfwxXAAQ', 'private_key_jwt') },
		misbehave: 'RV-67',
		without: withoutIdTokens,
		says: acrMissing,
	},
	'starling.json': {
		profile: profileOf('starling.json'),
		aspspId,
		guise: {
			accountInformation: { version: 'v3.1', path: '/open-banking/v3.1/aisp' },
			rules: strict(aspspId, 'tls_client_auth'),
		},
		misbehave: 'RV-67-absent',
		without: withoutIdTokens,
		says: acrMissing,
	},
};

it('Every example profile is read, and none is called built in', () => {
	expect(Object.keys(plays).sort()).toEqual(files.sort());
	expect(files.map((file) => `${profileOf(file).id}.json`)).toEqual(files);
});

/** A bank of the standard, with one member of the profile. */
function standard(change: Partial<BankProfile>, method = 'private_key_jwt'): BankProfile {
	const { registration, ...profile } = customBank('v4.0');
	const tokenEndpointAuthMethod = { sandbox: method, production: method };
	return {
		...profile,
		id: 'one-difference',
		registration: { ...registration, tokenEndpointAuthMethod },
		...change,
	} as BankProfile;
}

const differences: Record<string, Play> = {
	'that requires x-fapi-financial-id (B-15)': {
		profile: standard({ accountInformation: { version: 'v4.0', financialId: aspspId } }),
		aspspId,
		guise: { rules: strict(aspspId, 'private_key_jwt'), financialId: aspspId },
		without: (profile) => ({ ...profile, accountInformation: { version: 'v4.0' } }),
		says: /x-fapi-financial-id is not the identifier of this bank/,
	},
	'that compares client secrets as they are (B-10)': {
		profile: standard({ clientSecretBasicEncoding: 'none' }, 'client_secret_basic'),
		aspspId,
		guise: { rules: strict(aspspId, 'client_secret_basic'), rawClientSecrets: true },
		without: ({ clientSecretBasicEncoding: _, ...profile }) => profile,
		says: /invalid_client/,
	},
	'that requires client_secret_post (B-10)': {
		profile: standard({}, 'client_secret_post'),
		aspspId,
		guise: { rules: strict(aspspId, 'client_secret_post') },
		without: () => standard({}, 'client_secret_basic'),
		says: /token_endpoint_auth_method/,
	},
};

it('A client that registers another subject than its certificate has is refused', async () => {
	const { guise, profile } = plays['starling.json']!;
	const bank = await startEmbeddedBank({ accounts: 1, guise });
	const credential = {
		bank: 'custom',
		environment: 'production',
		profileSource: 'json',
		bankProfile: JSON.stringify(profile),
		issuer: bank.banks.zopa.issuer,
		apiBaseUrl: bank.banks.zopa.resourceServer,
		aspspId,
	};
	const claims = { tlsClientAuthSubjectDn: 'CN=another-tpp,C=GB' };
	const [registration] = await stepItems(
		bank,
		{ type: 'dcrRegister', parameters: { claims } },
		{ credential },
	);
	await expect(
		stepItems(bank, { type: 'createConsent' }, { credential, input: [registration!] }),
	).rejects.toThrow('invalid_client');
	await bank.stop();
});

describe.each(Object.entries({ ...plays, ...differences }))('A bank %s', (_, play) => {
	let bank: EmbeddedBank;
	beforeAll(async () => {
		const { guise, misbehave } = play;
		bank = await startEmbeddedBank({ accounts: 2, guise, ...(misbehave && { misbehave }) });
	});
	afterAll(() => bank?.stop());

	/** From registration to accounts, with the profile pasted into the credential. */
	async function travel(profile: BankProfile): Promise<IDataObject[]> {
		const credential = {
			bank: 'custom',
			environment: 'production',
			profileSource: 'json',
			bankProfile: JSON.stringify(profile),
			issuer: bank.banks.zopa.issuer,
			apiBaseUrl: bank.banks.zopa.resourceServer,
			aspspId: play.aspspId,
		};
		const step = async (type: string, input: IDataObject, parameters: IDataObject = {}) =>
			(await stepItems(bank, { type, parameters }, { credential, input: [input] }))[0]!;
		const registration = await step('dcrRegister', {}, { options: { registerAgain: true } });
		const consent = await step('createConsent', registration);
		const redirectResponse = await psuApproves(String(consent.authorizationUrl), {
			user: 'rora',
			ca: bank.ca,
		});
		const session = await step('getToken', {}, { redirectResponse });
		return await stepItems(bank, { type: 'getAccounts' }, { credential, input: [session] });
	}

	it('leads from registration to accounts with its profile', async () => {
		expect(await travel(play.profile)).toHaveLength(2);
	});

	it('fails clearly without what makes it different', async () => {
		await expect(travel(play.without!(play.profile))).rejects.toThrow(play.says);
	});
});
