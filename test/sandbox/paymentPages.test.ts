import type { PaymentKind } from '../../lib/banks/profile';
import { authorizationUrl } from '../../lib/oauth/authorizationRequest';
import { journeyOf, toConsentedPayment } from '../../lib/operations/payments/paymentConsent';
import { kinds, type PaymentOrder } from '../../lib/operations/payments/paymentOrder';
import { requirePayments } from '../../lib/requirements';
import { newBrowser, visibleText, type Field, type BrowserPage } from '../../sandbox/psuBrowser';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { newContractClient, type ContractClient } from '../../scripts/contract/client';
import { bodyOf, orderOf, signedProbe, workingDay } from '../../scripts/contract/payments';
import { localCredential } from '../../scripts/localCredential';

/* What the PSU sees before a payment: everything that was consented, and nothing that the bank would refuse. */

type BankId = 'coop' | 'smile' | 'zopa';

interface TppAtBank {
	client: ContractClient;
	/** PEM of the CA of the bank's server. */
	ca: string;
}

let bank: EmbeddedBank;
let tpps: Record<BankId, TppAtBank>;
/** At Zopa, one account is a credit card. */
let poorBank: EmbeddedBank;
beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 2 });
	poorBank = await startEmbeddedBank({ accounts: 1 });
	tpps = {
		coop: await tppAt(bank, 'coop'),
		smile: await tppAt(bank, 'smile'),
		zopa: await tppAt(bank, 'zopa'),
	};
});
afterAll(() => Promise.all([bank.stop(), poorBank.stop()]));

const tppAt = async (at: EmbeddedBank, id: BankId): Promise<TppAtBank> => ({
	client: await newContractClient(at, {
		api: at.banks[id].paymentInitiation,
		credential: { ...localCredential(at, id), environment: 'local' },
		access: 'payments',
	}),
	ca: at.ca,
});

const date = workingDay();
/** Such as `6 March 2028`. */
const dateInWords = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(
	new Date(date),
);

interface Seen {
	page: BrowserPage;
	facts: Record<string, string>;
	submit(form: Field[]): Promise<BrowserPage>;
}

/** Signs in as rora, and returns the page with the payment. */
async function seen(
	{ client, ca }: TppAtBank,
	kind: PaymentKind,
	{ order = {}, initiation = {} }: { order?: Partial<PaymentOrder>; initiation?: object } = {},
): Promise<Seen> {
	const { tpp } = client.connection;
	const rules = requirePayments(tpp);
	const requested = { ...orderOf(kind, rules), date, ...order };
	const { Data, Risk } = bodyOf(requested, rules);
	const body = { Data: { ...Data, Initiation: { ...Data.Initiation, ...initiation } }, Risk };
	const { clientToken: token } = client;
	const { headers } = signedProbe('', client, { token, body, expected: [] });
	const path = `/${kinds[kind].consents}`;
	const created = await client.send({ method: 'POST', path, token, body, headers });
	const consentId = (JSON.parse(created.text) as { Data: { ConsentId: string } }).Data.ConsentId;
	const url = await authorizationUrl(client.connection, {
		consentId,
		access: 'payments',
		payment: journeyOf(toConsentedPayment(tpp, requested, consentId)),
		now: new Date(),
	});
	const browser = newBrowser(new URL(url.authorizationUrl), ca);
	const page = await browser.submit(await browser.open(url.authorizationUrl), [
		['user', 'rora'],
		['password', 'rora'],
		['decision', 'login'],
	]);
	const facts = [...page.body.matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/g)];
	return {
		page,
		facts: Object.fromEntries(facts.map(([, term, value]) => [term, value])) as Seen['facts'],
		submit: (form) => browser.submit(page, form),
	};
}

const payment = {
	Amount: '£12.50',
	Payee: 'Acme Supplies Ltd',
	'Payee’s account': '04-00-04 12345678',
	Reference: 'INV 42',
};
const ordered = { ...payment, 'First payment': dateInWords, End: 'After 12 payments' };

it.each<[BankId, PaymentKind, Record<string, string>]>([
	['coop', 'domesticPayment', payment],
	['smile', 'domesticPayment', payment],
	['zopa', 'domesticPayment', payment],
	['coop', 'domesticScheduledPayment', { ...payment, Date: dateInWords }],
	['smile', 'domesticScheduledPayment', { ...payment, Date: dateInWords }],
	['coop', 'domesticStandingOrder', { ...ordered, Frequency: 'Every month, on day 5' }],
	['smile', 'domesticStandingOrder', { ...ordered, Frequency: 'Every month, on day 5' }],
	['zopa', 'domesticStandingOrder', { ...ordered, Frequency: 'Every month' }],
])('At %s, the page of a %s shows what was consented', async (id, kind, facts) => {
	expect((await seen(tpps[id], kind)).facts).toEqual(facts);
});

it.each<[BankId, string, string]>([
	['coop', 'IntrvlWkDay:01:01', 'Every week, on Monday'],
	['coop', 'IntrvlWkDay:04:07', 'Every 4 weeks, on Sunday'],
	['coop', 'IntrvlMnthDay:12:31', 'Every 12 months, on day 31'],
	['zopa', 'ADHO', 'Once'],
	['zopa', 'FRTN', 'Every two weeks'],
])('At %s, the page says %s in words', async (id, frequency, words) => {
	const order = { frequency, numberOfPayments: undefined };
	const { facts } = await seen(tpps[id], 'domesticStandingOrder', { order });
	expect(facts).toMatchObject({ Frequency: words, End: 'When you cancel it' });
});

it('A standing order of one payment says so', async () => {
	const { facts } = await seen(tpps.zopa, 'domesticStandingOrder', {
		order: { numberOfPayments: 1 },
	});
	expect(facts).toMatchObject({ End: 'After 1 payment' });
});

it('A standing order whose amounts differ shows each of them', async () => {
	const RecurringPaymentAmount = { Amount: '1250.50', Currency: 'GBP' };
	const { facts } = await seen(tpps.coop, 'domesticStandingOrder', {
		initiation: { RecurringPaymentAmount },
	});
	expect(facts).toMatchObject({ 'First amount': '£12.50', 'Following amounts': '£1,250.50' });
	expect(facts.Amount).toBeUndefined();
});

it('The name of a payee is shown as text', async () => {
	const payee = { name: '<b>Acme</b> & "Sons"', account: '04000412345678' };
	const { page } = await seen(tpps.coop, 'domesticPayment', { order: { payee } });
	expect(page.body).toContain('<dd>&lt;b&gt;Acme&lt;/b&gt; &amp; &quot;Sons&quot;</dd>');
});

it('A PSU who has only a credit card reads that no account can pay, and can refuse', async () => {
	const { page, submit } = await seen(await tppAt(poorBank, 'zopa'), 'domesticPayment');
	expect(visibleText(page.body)).toContain('You have no account that you can pay from.');
	expect(page.body).not.toContain('value="approve"');
	expect((await submit([['decision', 'refuse']])).location).toContain('error=access_denied');
});

it.each<[string, (shown: string) => string, string]>([
	// At Zopa, the first account is a card, and the second one can pay.
	['a credit card', (shown) => shown.replace(/2$/, '1'), 'You cannot pay from this account.'],
	[
		'the account of somebody else',
		() => '500200000000000000000001',
		'You do not have this account.',
	],
	['all accounts', () => 'all', 'You do not have this account.'],
])('The bank refuses a payment from %s', async (_, debtorFor, message) => {
	const { page, submit } = await seen(tpps.zopa, 'domesticPayment');
	const [, shown] = /name="debtor" value="(\d+)"/.exec(page.body)!;
	const approve: Field[] = [
		['debtor', debtorFor(shown!)],
		['decision', 'approve'],
	];
	await expect(submit(approve)).rejects.toThrow(message);
});
