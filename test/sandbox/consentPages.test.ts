import { permissions } from '../../lib/operations/accountInformation/permissions';
import { fundsPage } from '../../sandbox/pages/consent';
import { permissionTexts } from '../../sandbox/pages/permissionTexts';
import { accountText, moneyText } from '../../sandbox/pages/texts';
import { psuApproves } from '../../sandbox/psu';
import { visibleText } from '../../sandbox/psuBrowser';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { authorizationUrl, newConsent, register, requestObjectClaims, type Client } from './tpp';

/* What the PSU reads before a consent: the words of a customer, and no codes of the standard. */

let bank: EmbeddedBank;
let client: Client;
beforeAll(async () => {
	// A bank that supports every permission of the standard.
	bank = await startEmbeddedBank({ accounts: 2, guise: {} });
	client = await register(bank);
});
afterAll(() => bank.stop());

/** Returns the page on which rora approves a consent. */
async function consentPageFor(Data: object): Promise<string> {
	const consentId = await newConsent(bank, client, Data);
	const pages: string[] = [];
	await psuApproves(authorizationUrl(bank, requestObjectClaims(bank, client, consentId)), {
		user: 'rora',
		ca: bank.ca,
		onPage: (page) => pages.push(page),
	});
	return pages.at(-1)!;
}

it('The consent page says in words what is shared, of which accounts and until when', async () => {
	const page = await consentPageFor({
		Permissions: [...permissions],
		ExpirationDateTime: '2127-02-27T01:30:00+01:00',
	});
	const items = [...page.matchAll(/<li>(.*?)<\/li>/g)].map(([, text]) => text);
	expect(items).toEqual(permissionTexts(permissions));
	expect(page).not.toMatch(/Read[A-Z]/);
	expect(visibleText(page)).toMatch(/The access ends on 27 February 2127 at 00:30 UTC\./);
	expect(visibleText(page).match(/ \d\d-\d\d-\d\d \d{8}/g)).toHaveLength(2);
});

it.each(permissions)('%s has a text of its own without a code', (permission) => {
	const [text, ...others] = permissionTexts([permission]);
	expect(text).toMatch(/^[A-Z][a-z]+ /);
	expect(text).not.toContain('Read');
	expect(others).toEqual([]);
});

it.each([
	[['ReadAccountsBasic', 'ReadAccountsDetail'], ['Your accounts, with names and account numbers']],
	[['ReadTransactionsCredits', 'ReadTransactionsBasic'], ['Money in, without names and texts']],
	[
		['ReadTransactionsDebits', 'ReadTransactionsBasic', 'ReadTransactionsDetail'],
		['Money out, with the names and texts of each transaction'],
	],
	[
		['ReadTransactionsDetail', 'ReadTransactionsDebits', 'ReadTransactionsCredits', 'ReadBalances'],
		['Your balances', 'Money in and out, with the names and texts of each transaction'],
	],
])('%j are shown as %j', (codes, texts) => {
	expect(permissionTexts(codes)).toEqual(texts);
});

it.each([
	['1250.5', 'GBP', '£1,250.50'],
	['0.00001', 'GBP', '£0.00001'],
	['9999999999999.99999', 'GBP', '£9,999,999,999,999.99999'],
	['1250.50', 'EUR', '€1,250.50'],
])('%s %s is shown as %s', (amount, currency, text) => {
	expect(moneyText(amount, currency)).toBe(text);
});

it.each([
	['12345612345678', '12-34-56 12345678'],
	['GB29NWBK60161331926819', 'GB29 NWBK 6016 1331 9268 19'],
	['NO9386011117947', 'NO93 8601 1117 947'],
])('The account %s is shown as %s', (identification, text) => {
	expect(accountText(identification)).toBe(text);
});

it('The page for the confirmation of funds shows the account and the end in words', () => {
	const SchemeName = 'UK.OBIE.SortCodeAccountNumber';
	const page = fundsPage({
		action: '/interaction/1',
		tpp: 'Example TPP',
		funds: {
			DebtorAccount: { SchemeName, Identification: '12345612345678' },
			ExpirationDateTime: '2127-02-27T00:00:00Z',
		},
	});
	expect(page).toContain('<dd>12-34-56 12345678</dd>');
	expect(page).toContain('The access ends on 27 February 2127 at 00:00 UTC.');
});
