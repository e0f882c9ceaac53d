import { banks } from '../../lib/banks';
import { hasProviders, isProviderCode, ofProvider } from '../../lib/banks/addresses';
import { coop } from '../../lib/banks/cooperativeBank';
import { profileIn } from '../../lib/banks/applicableRules';
import { readProfile } from '../../lib/banks/profile';
import { saltEdge } from '../../lib/banks/saltEdge';
import { zopa } from '../../lib/banks/zopa';

/** The profile of Zopa's sandbox as JSON, with one member replaced, or removed by undefined. */
function changed(path: string, value: unknown): string {
	const profile = JSON.parse(JSON.stringify(profileIn(zopa, 'sandbox'))) as Record<string, unknown>;
	const names = path.split('.');
	const last = names.pop()!;
	const parent = names.reduce((at, name) => at[name] as Record<string, unknown>, profile);
	parent[last] = value;
	return JSON.stringify(profile);
}

it.each(banks.map((bank) => [bank.name, bank] as const))(
	'The profile of %s is read from its JSON',
	(_, bank) => {
		expect(readProfile(JSON.stringify(bank))).toStrictEqual({ profile: bank });
	},
);

it.each([
	['id', 'My Bank', /^id: must be lower-case letters/],
	['id', undefined, /^id: is missing$/],
	['name', '', /^name: /],
	['inProduction', { registration: { aud: 'x' } }, /^inProduction\.registration: .*"aud"/],
	['inProduction', { name: null }, /^inProduction\.name: is missing$/],
	['environments.sandbox.issuer', 'http://auth.example', /^environments\.sandbox\.issuer: must be/],
	['environments.sandbox.isuer', 'https://a.example', /^environments\.sandbox: .*"isuer"/],
	['registration.via', 'email', /^registration\.via: must be dcr or portal$/],
	[
		'registration',
		{ via: 'portal', claims: { grant_types: [] } },
		/^registration\.claims: .*"grant_types"/,
	],
	[
		'registration',
		{ via: 'portal', claims: { id_token_signed_response_alg: 'HS256' } },
		/^registration\.claims\.id_token_signed_response_alg: /,
	],
	['registration.audience.is', 'us', /^registration\.audience\.is: must be issuer or aspspId$/],
	['authorizationRequest.responseType', 'code id', /^authorizationRequest\.responseType: /],
	['registration.path', 'register', /^registration\.path: must start with a slash/],
	['registration.path', '/register/', /^registration\.path: must start .* must not end with one/],
	['registration.requestSigningAlg', 'HS256', /^registration\.requestSigningAlg: /],
	['registration.audience', { is: 'aspspId', aspspId: '' }, /^registration\.audience\.aspspId: /],
	['registration.lifetime', -1, /^registration\.lifetime: /],
	['registration.claims.grant_types', ['password'], /^registration\.claims\.grant_types\.0: /],
	['authorizationRequest', { as: 'form' }, /^authorizationRequest\.as: must be requestObject or/],
	[
		'registration.claims.response_types',
		['code'],
		/^authorizationRequest\.responseType: must be one of registration\.claims\.response_types$/,
	],
	['accountInformation.version', 'v2', /^accountInformation\.version: /],
	['accountInformation.withoutResources', ['cards'], /^accountInformation\.withoutResources\.0: /],
	['environments.sandbox.issuer', 'https://a.example/', /must be an https URL/],
	['environments.sandbox.issuer', 'https://A.example', /must be an https URL/],
	['environments.sandbox.issuer', 'https://a.example:443', /must be an https URL/],
	['environments.sandbox.issuer', 'https://u:p@a.example', /must be an https URL/],
	['environments.sandbox.issuer', 'https://a.example?x=', /must be an https URL/],
	['environments.sandbox.issuer', 'https://{providerCode}.example', /must be an https URL/],
	['registration.path', '/../register', /^registration\.path: must start/],
	['registration.path', '/a?b=1', /^registration\.path: must start/],
	['registration.path', '/a#b', /^registration\.path: must start/],
	['registration.path', '/%2e%2e/a', /^registration\.path: must start/],
	['discoveryPath', '/oidc/config.json', /^discoveryPath: must be below/],
	['oauthPaths', { authorization: '/a', token: '/t' }, /^oauthPaths: is allowed only with/],
	['certificateDays', 0.5, /^certificateDays: /],
	['authorizationRequest.responseMode', 'query', /^authorizationRequest\.responseMode: /],
	[
		'authorizationRequest.responseMode',
		'jwt',
		/^authorizationRequest\.responseMode: is allowed only with the responseType code/,
	],
	['colour', 'green', /^the profile: .*"colour"/],
])('A profile is rejected with the name of the member: %s %j', (path, value, problem) => {
	const read = readProfile(changed(path, value));
	expect('problems' in read && read.problems).toEqual([expect.stringMatching(problem)]);
});

it('Every problem of a profile is reported', () => {
	const read = readProfile('{}');
	expect('problems' in read && read.problems.map((text) => text.split(':')[0])).toEqual([
		'id',
		'name',
		'environments',
		'registration',
	]);
});

it.each([
	['a byte order mark', (text: string) => `\uFEFF${text}`],
	['quotes around it', (text: string) => JSON.stringify(text)],
	['the item around it', (text: string) => `{"bank":"x","profile":${text},"text":"…"}`],
	['the list of items around it', (text: string) => `[{"profile":${text}}]`],
])('A profile with %s is read', (_, wrapped) => {
	expect(readProfile(wrapped(JSON.stringify(zopa)))).toEqual({ profile: zopa });
});

it('A bank with registration on its portal may have algorithms', () => {
	const claims = { id_token_signed_response_alg: 'PS256', request_object_signing_alg: 'none' };
	const registration = { via: 'portal', claims };
	expect(readProfile(changed('registration', registration))).toMatchObject({
		profile: { registration },
	});
});

it('An issuer with a path may end with a slash', () => {
	const read = readProfile(changed('environments.sandbox.issuer', 'https://a.example/oauth/'));
	expect(read).toHaveProperty('profile');
});

it('An empty text is reported as empty', () => {
	expect(readProfile(' ')).toEqual({ problems: ['it is empty'] });
});

it('A scope cannot add parameters', () => {
	const profile = JSON.stringify(coop).replace('accounts offline', 'accounts&login_hint=smile');
	const read = readProfile(profile);
	expect('problems' in read && read.problems).toContain(
		'authorizationRequest.scopes.accounts: must be words with single spaces',
	);
});

const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const circular: Record<string, unknown> = { ...zopa };
circular.inProduction = circular;

it.each<[string, unknown]>([
	['in all of it', nested(9000)],
	['in a member', JSON.stringify(zopa).replace('{', `{"x":${nested(9000)},`)],
	['in an object of an expression', { ...zopa, inProduction: JSON.parse(nested(9000)) as unknown }],
	['without end', circular],
])('A profile with too many levels %s is rejected', (_, given) => {
	expect(readProfile(given)).toEqual({ problems: ['it has more than 50 levels'] });
});

it('An object of an expression is read like its JSON', () => {
	expect(readProfile({ profile: zopa })).toStrictEqual({ profile: zopa });
});

it('Text that is not JSON is rejected and not quoted', () => {
	const read = readProfile('-----BEGIN PRIVATE KEY-----');
	expect(read).toEqual({ problems: ['the text is not JSON'] });
});

it('A change in production keeps members that are named like one of every object', () => {
	const profile = {
		...zopa,
		redirectErrors: { toString: 'refused', valueOf: 'noAccount' } as const,
		inProduction: { redirectErrors: { valueOf: 'signInFailed' } },
	};
	expect(profileIn(profile, 'production').redirectErrors).toEqual({
		toString: 'refused',
		valueOf: 'signInFailed',
	});
});

describe('A bank with providers', () => {
	it('has the placeholder in its paths', () => {
		expect(banks.filter(hasProviders)).toEqual([saltEdge]);
	});

	it('becomes the bank of a provider code', () => {
		const { accountInformation, ...others } = ofProvider(saltEdge, 'bank.one_2');
		expect(accountInformation).toEqual({
			version: 'v3.1',
			path: '/api/bank.one_2/open-banking/v3.1/aisp',
		});
		expect(others).toEqual({
			...ofProvider(saltEdge, 'x'),
			accountInformation: undefined,
			discoveryPath: '/.well-known/openid-configuration/bank.one_2',
		});
	});

	it('has the code only in its paths', () => {
		const bank = { ...saltEdge, name: '{providerCode}' };
		expect(ofProvider(bank, 'x').name).toBe('{providerCode}');
	});

	it.each(['.', '..', 'a/b', 'a b', '%2e', 'a..b', '', '?', '$&'])(
		'does not accept the code %j',
		(code) => {
			expect(isProviderCode(code)).toBe(false);
		},
	);
});
