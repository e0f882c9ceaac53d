import { healthOf, type Health } from '../../lib/report/health';

const now = new Date('2026-03-02T12:00:00Z');
const options = { now, consentDays: 14, certificateDays: 90 };
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString();
const only = (item: Record<string, unknown>) => healthOf([item], options)[0]!.health;

describe('a consent', () => {
	const consent = (changes: object) => only({ consentId: 'a', status: 'active', ...changes });

	it.each<[string, object, Health['nextAction'], Health['whoActs']]>([
		['with 89 days left', { reconfirmBy: inDays(89) }, 'none', 'nobody'],
		['with 14 days left', { reconfirmBy: inDays(14) }, 'none', 'nobody'],
		['with 13 days left', { reconfirmBy: inDays(13.5) }, 'sendLink', 'operator'],
		['whose 90 days are over', { reconfirmBy: inDays(-1) }, 'reauthenticate', 'customer'],
		['that ends for good', { consentExpiresAt: inDays(3) }, 'reconsent', 'customer'],
		['whose session ends soon', { sessionEndsAt: inDays(3) }, 'sendLink', 'operator'],
		['whose session is over', { sessionEndsAt: inDays(-1) }, 'reauthenticate', 'customer'],
		[
			'that ends with its session',
			{ sessionEndsAt: inDays(3), consentExpiresAt: inDays(3) },
			'reconsent',
			'customer',
		],
		['without dates', {}, 'none', 'nobody'],
		['that the bank refuses', { status: 'reauthenticate' }, 'reauthenticate', 'customer'],
		['that was withdrawn', { status: 'reconsent' }, 'reconsent', 'customer'],
		['that expired at the bank', { status: 'Expired' }, 'reconsent', 'customer'],
		['that nobody approved yet', { status: 'AwaitingAuthorisation' }, 'sendLink', 'operator'],
		['that the bank calls authorised', { status: 'Authorised' }, 'none', 'nobody'],
	])('%s', (_, changes, nextAction, whoActs) => {
		expect(consent(changes)).toMatchObject({ kind: 'consent', nextAction, whoActs });
	});

	it.each<[string, object, Health['nextAction'], Health['whoActs'], RegExp]>([
		['that could not be read', { problem: 'x' }, 'fixProblem', 'operator', /^Fix the problem/],
		[
			'whose customer got the link',
			{ reconfirmBy: inDays(9), renewal: 'asked' },
			'sendLink',
			'customer',
			/has the link/,
		],
		[
			'whose customer got no link yet',
			{ reconfirmBy: inDays(9), renewal: 'none' },
			'sendLink',
			'operator',
			/^Send the customer the link/,
		],
		[
			'whose customer did not react to a reminder',
			{ status: 'reauthenticate', renewal: 'setAside' },
			'reauthenticate',
			'operator',
			/^Contact the customer/,
		],
		[
			'whose customer was emailed until the 90 days were over',
			{ reconfirmBy: inDays(-1), renewal: 'reminded' },
			'reauthenticate',
			'customer',
			/sign in at the bank again/,
		],
		[
			'whose customer came back after being set aside',
			{ reconfirmBy: inDays(89), renewal: 'setAside' },
			'none',
			'nobody',
			/^Nothing/,
		],
	])('%s', (_, changes, nextAction, whoActs, todo) => {
		expect(consent(changes)).toMatchObject({
			nextAction,
			whoActs,
			todo: expect.stringMatching(todo),
		});
	});

	it('has what the examples wrote down, and no poll before the first one', () => {
		const row = { renewal: 'asked', askedAt: inDays(-2), problem: 'No address', polledAt: null };
		const health = consent({ ...row, updatedAt: inDays(-1) });
		expect(health).toMatchObject({
			renewal: 'asked',
			askedAt: inDays(-2),
			problem: 'No address',
		});
		expect(health.lastPoll).toBeUndefined();
	});

	it('has the earliest of its dates, and when it was polled', () => {
		const dates = { reconfirmBy: inDays(40), consentExpiresAt: inDays(20), updatedAt: inDays(-1) };
		expect(consent({ customer: 'Ada', bank: 'zopa', ...dates })).toEqual({
			kind: 'consent',
			name: 'Ada',
			bank: 'zopa',
			status: 'active',
			nextAction: 'none',
			todo: 'Nothing to do.',
			whoActs: 'nobody',
			daysLeft: 20,
			endsAt: inDays(20),
			reconfirmBy: inDays(40),
			consentExpiresAt: inDays(20),
			lastPoll: inDays(-1),
			consentId: 'a',
		});
	});

	it.each([
		['was replaced', { status: 'replaced' }],
		['is for a payment', { paymentConsent: 'sealed' }],
		['was used for a payment', { paymentId: '1' }],
		['gave a session for a payment', { scope: 'openid payments' }],
	])('that %s is left out', (_, changes) => {
		expect(healthOf([{ consentId: 'a', ...changes }], options)).toEqual([]);
	});
});

it.each<[number | undefined, Health['nextAction']]>([
	[90, 'none'],
	[89, 'orderCertificate'],
	[0, 'orderCertificate'],
	[-1, 'replaceCertificate'],
	[undefined, 'replaceCertificate'],
])('a certificate with %p days left: %s', (daysLeft, nextAction) => {
	const subject = 'O=Example TPP Ltd,CN=0015800001AbCdEAAV';
	const item = { source: 'Transport', subject, daysLeft, notAfter: inDays(daysLeft ?? 0) };
	expect(only(item)).toMatchObject({ name: 'Transport: 0015800001AbCdEAAV', nextAction });
});

it('the most urgent comes first, and other items are left out', () => {
	const health = healthOf(
		[
			{ consentId: 'fine', reconfirmBy: inDays(80) },
			{ subject: 'CN=expired', daysLeft: -1 },
			{ accountId: '1', currency: 'GBP' },
			{ consentId: 'soon', reconfirmBy: inDays(9) },
			{ consentId: 'sooner', reconfirmBy: inDays(2) },
		],
		options,
	);
	expect(health.map(({ health: { name }, index }) => [name, index])).toEqual([
		['expired', 1],
		['sooner', 4],
		['soon', 3],
		['fine', 0],
	]);
});
