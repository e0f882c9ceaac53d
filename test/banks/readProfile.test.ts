import { banks } from '../../lib/banks';
import { hasProviders, ofProvider } from '../../lib/banks/providers';
import { readProfile } from '../../lib/banks/readProfile';
import { saltEdge } from '../../lib/banks/saltEdge';
import { zopa } from '../../lib/banks/zopa';

/** Zopa's profile as text, with one member replaced, or taken out by undefined. */
function changed(path: string, value: unknown): string {
	const profile = JSON.parse(JSON.stringify(zopa)) as Record<string, unknown>;
	const names = path.split('.');
	const last = names.pop()!;
	const parent = names.reduce((at, name) => at[name] as Record<string, unknown>, profile);
	parent[last] = value;
	return JSON.stringify(profile);
}

it.each(banks.map((bank) => [bank.name, bank] as const))(
	'The profile of %s comes back from its JSON',
	(_, bank) => {
		expect(readProfile(JSON.stringify(bank))).toStrictEqual({ profile: bank });
	},
);

it.each([
	['id', 'My Bank', /^id: must be lower-case letters/],
	['id', undefined, /^id: .*expected string/],
	['name', '', /^name: /],
	['environments.sandbox.issuer', 'http://auth.example', /^environments\.sandbox\.issuer: must be/],
	['environments.sandbox.isuer', 'https://a.example', /^environments\.sandbox: .*"isuer"/],
	['registration.via', 'e-mail', /^registration\.via: /],
	['registration.path', 'register', /^registration\.path: must begin with a slash/],
	['registration.path', '/register/', /^registration\.path: must .* not end with one/],
	['registration.requestSigningAlg', 'HS256', /^registration\.requestSigningAlg: /],
	['registration.audience', { is: 'aspspId', aspspId: '' }, /^registration\.audience\.aspspId: /],
	['registration.lifetime', -1, /^registration\.lifetime: /],
	['registration.claims.grant_types', ['password'], /^registration\.claims\.grant_types\.0: /],
	['authorizationRequest', { as: 'form' }, /^authorizationRequest\.as: /],
	['accountInformation.version', 'v2', /^accountInformation\.version: /],
	['accountInformation.withoutResources', ['cards'], /^accountInformation\.withoutResources\.0: /],
	['certificateDays', 0.5, /^certificateDays: /],
	['colour', 'green', /^the profile: .*"colour"/],
])('A profile is refused by the name of its member: %s %j', (path, value, problem) => {
	const read = readProfile(changed(path, value));
	expect('problems' in read && read.problems).toEqual([expect.stringMatching(problem)]);
});

it('Every problem of a profile is told', () => {
	const read = readProfile('{}');
	expect('problems' in read && read.problems.map((text) => text.split(':')[0])).toEqual([
		'id',
		'name',
		'environments',
		'registration',
	]);
});

it('Text that is not JSON is refused and not quoted', () => {
	const read = readProfile('-----BEGIN PRIVATE KEY-----');
	expect(read).toEqual({ problems: ['the text is not JSON'] });
});

describe('A bank with providers', () => {
	it('is told by the placeholder in its paths', () => {
		expect(banks.filter(hasProviders)).toEqual([saltEdge]);
	});

	it('becomes one of them, escaped as a path wants it', () => {
		const { accountInformation } = ofProvider(saltEdge, 'a/b');
		expect(accountInformation?.path).toBe('/api/a%2Fb/open-banking/v3.1/aisp');
	});
});
