/** What the TPP reads with each permission (OBIE Read/Write, "Permissions"), in the words of the PSU. */
const texts: Record<string, string> = {
	ReadAccountsBasic: 'Your accounts, without account numbers',
	ReadAccountsDetail: 'Your accounts, with names and account numbers',
	ReadBalances: 'Your balances',
	ReadBeneficiariesBasic: 'The people and companies you pay, without account numbers',
	ReadBeneficiariesDetail: 'The people and companies you pay, with account numbers',
	ReadDirectDebits: 'Your direct debits',
	ReadOffers: 'Offers for your accounts',
	ReadPAN: 'Your full card numbers',
	ReadParty: 'Names and contact details of all account holders',
	ReadPartyPSU: 'Your name and contact details',
	ReadProducts: 'Fees and interest of your accounts',
	ReadScheduledPaymentsBasic: 'Your scheduled payments, without accounts of payees',
	ReadScheduledPaymentsDetail: 'Your scheduled payments, with accounts of payees',
	ReadStandingOrdersBasic: 'Your standing orders, without accounts of payees',
	ReadStandingOrdersDetail: 'Your standing orders, with accounts of payees',
	ReadStatementsBasic: 'Your statements, without amounts',
	ReadStatementsDetail: 'Your statements, with amounts',
};

const transactions = 'ReadTransactions';

/**
 * Returns one text for each kind of data, sorted as in the standard. A permission with Detail includes the one with Basic. The
 * permissions for transactions become one text, because each shares data only together with others.
 */
export function permissionTexts(permissions: readonly string[]): string[] {
	const has = (name: string) => permissions.includes(name);
	const isIncluded = (name: string) =>
		name.endsWith('Basic') && has(name.replace(/Basic$/, 'Detail'));
	const others = Object.keys(texts).filter((name) => has(name) && !isIncluded(name));
	return [
		...others.map((name) => texts[name]!),
		...(permissions.some((name) => name.startsWith(transactions)) ? [transactionText(has)] : []),
	];
}

function transactionText(has: (name: string) => boolean): string {
	const isIn = has(`${transactions}Credits`);
	const isOut = has(`${transactions}Debits`);
	const direction = isIn && isOut ? 'Money in and out' : isIn ? 'Money in' : 'Money out';
	return has(`${transactions}Detail`)
		? `${direction}, with the names and texts of each transaction`
		: `${direction}, without names and texts`;
}
