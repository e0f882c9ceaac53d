import { coop, smile } from '../../lib/banks/cooperativeBank';
import type { BankProfile, EncodedParameters } from '../../lib/banks/profile';
import { encodedAuthorizationUrl, type EncodedRequest } from '../../lib/oauth/encodedParameters';
import { rejection } from '../support/builders';

const rulesOf = ({ authorizationRequest }: BankProfile) =>
	authorizationRequest as EncodedParameters;
const endpoint = 'https://bank.example/oauthRedirect';
const consentId = 'f3a1d2c4-0b1e-4c5d-9e8f-7a6b5c4d3e2f';

const request: EncodedRequest = {
	client_id: 'client-1',
	redirect_uri: 'https://tpp.example/callback?from=bank',
	scope: 'accounts offline',
	state: 'unguessable-state',
	code_challenge: 'a-challenge',
	consentId,
};

/** The text that the address carries. */
function decoded(changes: Partial<EncodedRequest> = {}, bank = coop): string {
	const url = new URL(encodedAuthorizationUrl(endpoint, rulesOf(bank), { ...request, ...changes }));
	expect(url.origin + url.pathname).toBe(endpoint);
	expect([...url.searchParams.keys()]).toEqual(['data']);
	expect(url.search).toMatch(/^\?data=[\w-]+$/);
	return Buffer.from(url.searchParams.get('data')!, 'base64url').toString('utf8');
}

it('Every parameter that the document calls mandatory is there', () => {
	expect(decoded().split('&')).toEqual([
		'response_type=code',
		'client_id=client-1',
		'redirect_uri=https://tpp.example/callback?from=bank',
		'scope=accounts+offline',
		'state=unguessable-state',
		'code_challenge_method=S256',
		'code_challenge=a-challenge',
		'login_hint=coop',
		`display=${consentId}`,
	]);
});

it('The brand of smile is smile', () => {
	expect(decoded({}, smile)).toContain('&login_hint=smile&');
});

it('stepUp is required when it is asked for, and absent otherwise', () => {
	expect(decoded({ stepUp: true })).toContain('&stepUp=require&');
	expect(decoded({ stepUp: false })).not.toContain('stepUp');
});

it.each([
	[{ type: 'DSO' }, 'jrn_typ=DSO'],
	[
		{ type: 'DP', beneficiaryName: 'Test Beneficiary', amount: '1000' },
		'jrn_typ=DP&ben_name=Test%20Beneficiary&amount=1000',
	],
	[
		{
			type: 'DSP',
			beneficiaryName: 'Brown & Son',
			amount: '10.50',
			paymentDateTime: '2023-09-05T10:43:07+00:00',
		},
		'jrn_typ=DSP&ben_name=Brown%20%26%20Son&amount=10.50&pymt_dt=2023-09-05T10%3A43%3A07%2B00%3A00',
	],
] as const)('A payment journey says what its kind needs: %j', (payment, expected) => {
	expect(decoded({ scope: 'payments', payment })).toMatch(
		new RegExp(`&scope=payments&.*&display=${consentId}&${expected.replaceAll('.', '\\.')}$`),
	);
});

it('An endpoint keeps the query that it has', () => {
	const url = encodedAuthorizationUrl(`${endpoint}?tenant=1`, rulesOf(coop), request);
	expect([...new URL(url).searchParams.keys()]).toEqual(['tenant', 'data']);
});

it('Scopes are those of the document', () => {
	expect(rulesOf(coop).scopes).toEqual({
		accounts: 'accounts offline',
		payments: 'payments',
		fundsConfirmations: 'fundsconfirmations offline',
	});
});

it.each(['', 'aac-1', `${consentId}0`, consentId.replaceAll('-', ''), `{${consentId}}`])(
	'A consent id that is no UUID of 36 characters is refused: %j',
	async (id) => {
		expect(await rejection(() => decoded({ consentId: id }))).toMatchObject({
			code: 'OB_CONFIGURATION',
			field: { in: 'parameters', key: 'consentId' },
			tppAction: 'fixRequest',
			message: expect.stringContaining('exactly 36 characters'),
		});
	},
);

it.each(['https://a.example/?a=1&b=2', 'https://a.example/#x', 'https://a.example/%20'])(
	'A redirect URI that cannot stand unescaped is refused: %s',
	async (redirect_uri) => {
		expect(await rejection(() => decoded({ redirect_uri }))).toMatchObject({
			code: 'OB_CONFIGURATION',
			field: { in: 'credential', key: 'redirectUri' },
		});
	},
);
