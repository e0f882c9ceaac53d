import { InvalidResponseError } from '../../errors';
import type { JsonObject } from '../../responses/body';
import { shownId } from '../../transport/redact';
import { bankEntry, bankPathTo } from '../berlinGroup/entries';
import { accountKind, accountNameOf } from './listedAccount';
import {
	address,
	code,
	creditLines,
	date,
	first,
	frequency,
	identification,
	InvalidMember,
	isDebit,
	joined,
	member,
	money,
	scalar,
	signedMoney,
	text,
	withoutUndefined,
} from './members';
import { accountResources, type AccountListName } from './resources';

/** The account that an entry belongs to, as far as the caller knows it. */
export interface EntryAccount {
	accountId?: string;
	/** What the customer or the bank calls the account. */
	accountName?: string;
}

/**
 * Returns an entry of a list in one simple shape, the same for v3.1 and v4.0 of OBIE, and for the Berlin Group, whose
 * entries come in OBIE's words. The members that people use most come first, identifiers last. Absent members stay absent.
 *
 * @throws InvalidResponseError when a member has another form than in the standard
 */
export function simplify(
	resource: AccountListName,
	entry: JsonObject,
	account: EntryAccount = {},
): JsonObject {
	try {
		return withoutUndefined(simplifiers[resource](entry, account));
	} catch (thrown) {
		if (!(thrown instanceof InvalidResponseError)) throw thrown;
		throw new InvalidResponseError(
			`The bank's list of ${accountResources[resource].label} has an invalid entry${describeId(bankEntry(entry))}: ${inBankWords(thrown, entry)}`,
			{ suggestion: 'rawData' },
		);
	}
}

function describeId(entry: JsonObject): string {
	const ids = Object.entries(entry).filter(
		([name, value]) => name.endsWith('Id') && typeof value === 'string',
	);
	const [name, value] = ids.find(([id]) => id !== 'AccountId') ?? ids[0] ?? [];
	return name === undefined ? '' : ` (${name} ${shownId(String(value))})`;
}

/** Returns the problem with the bank's own name of the member, where the entry came in other words than OBIE's. */
function inBankWords(error: InvalidResponseError, entry: JsonObject): string {
	const invalid = error instanceof InvalidMember ? error.member : undefined;
	const name = invalid && bankPathTo(invalid.value, entry);
	return name ? error.message.replace(invalid.name, () => name) : error.message;
}

/** Returns the row of an entry. Absent members are undefined. */
type Simplifier = (entry: JsonObject, account: EntryAccount) => JsonObject;

const simplifyParty: Simplifier = (party, account) => ({
	name: text(party, 'Name'),
	legalName: text(party, 'FullLegalName'),
	role: text(party, 'AccountRole'),
	type: text(party, 'PartyType'),
	email: text(party, 'EmailAddress'),
	phone: text(party, 'Phone'),
	mobile: text(party, 'Mobile'),
	legalStructure: text(party, 'LegalStructure'),
	...address(first(party, 'Address')),
	...accountOf(party, account),
	number: text(party, 'PartyNumber'),
	partyId: text(party, 'PartyId'),
});

const simplifyTransaction: Simplifier = (transaction, account) => {
	const { amountText, ...amount } = signedMoney(transaction);
	const bookingDateTime = date(transaction, 'BookingDateTime');
	const valueDateTime = date(transaction, 'ValueDateTime');
	return {
		date: bookingDateTime ?? valueDateTime,
		description: text(transaction, 'TransactionInformation'),
		...amount,
		status: code(transaction, 'Status', 'transactionStatus'),
		accountName: account.accountName,
		merchant: text(transaction.MerchantDetails, 'MerchantName'),
		counterparty: text(counterpartyOf(transaction), 'Name'),
		reference: text(transaction, 'TransactionReference'),
		bookingDateTime,
		valueDateTime,
		amountText,
		counterpartyIdentification: text(counterpartyOf(transaction), 'Identification'),
		merchantCategoryCode: text(transaction.MerchantDetails, 'MerchantCategoryCode'),
		...transactionCodes(transaction),
		accountId: text(transaction, 'AccountId') ?? account.accountId,
		transactionId: text(transaction, 'TransactionId'),
	};
};

const simplifyAccount: Simplifier = (account) => ({
	accountName: accountNameOf(account),
	type: accountKind(account),
	currency: text(account, 'Currency'),
	status: text(account, 'Status'),
	...identification(first(account, 'Account')),
	category: text(account, 'AccountCategory') ?? text(account, 'AccountType'),
	nickname: text(account, 'Nickname'),
	description: text(account, 'Description'),
	...balancesOf(account),
	accountId: text(account, 'AccountId'),
});

const simplifyBalance: Simplifier = (balance, account) => {
	const { amountText, ...amount } = signedMoney(balance);
	return {
		...amount,
		type: code(balance, 'Type', 'balanceType'),
		accountName: account.accountName,
		dateTime: date(balance, 'DateTime'),
		amountText,
		...creditLines(balance),
		accountId: text(balance, 'AccountId') ?? account.accountId,
	};
};

/** The members of each row, in their order. */
const simplifiers: Record<AccountListName, Simplifier> = {
	accounts: simplifyAccount,
	cardAccounts: simplifyAccount,
	balances: simplifyBalance,
	cardBalances: simplifyBalance,
	cardTransactions: simplifyTransaction,
	accountParty: simplifyParty,
	psuParty: simplifyParty,
	statementTransactions: simplifyTransaction,
	transactions: simplifyTransaction,
	parties: simplifyParty,
	beneficiaries: (beneficiary, account) => ({
		...identification(member(beneficiary, 'CreditorAccount')),
		reference: text(beneficiary, 'Reference'),
		type: text(beneficiary, 'BeneficiaryType'),
		...accountOf(beneficiary, account),
		beneficiaryId: text(beneficiary, 'BeneficiaryId'),
	}),
	directDebits: (directDebit, account) => ({
		name: text(directDebit, 'Name'),
		previousPaymentDateTime: date(directDebit, 'PreviousPaymentDateTime'),
		...money(directDebit.PreviousPaymentAmount, 'previousPayment'),
		status: code(directDebit, 'DirectDebitStatusCode', 'mandateStatus'),
		...frequency(directDebit),
		mandate:
			text(directDebit, 'MandateIdentification') ??
			text(directDebit.MandateRelatedInformation, 'MandateIdentification'),
		...accountOf(directDebit, account),
		directDebitId: text(directDebit, 'DirectDebitId'),
	}),
	offers: (offer, account) => ({
		description: text(offer, 'Description'),
		type: text(offer, 'OfferType'),
		...money(offer.Amount),
		rate: scalar(offer, 'Rate'),
		value: scalar(offer, 'Value'),
		term: text(offer, 'Term'),
		startDateTime: date(offer, 'StartDateTime'),
		endDateTime: date(offer, 'EndDateTime'),
		url: text(offer, 'URL'),
		...money(offer.Fee, 'fee'),
		...accountOf(offer, account),
		offerId: text(offer, 'OfferId'),
	}),
	products: (product, account) => ({
		name: text(product, 'ProductName'),
		type: text(product, 'ProductType'),
		otherType: text(product.OtherProductType, 'Name'),
		description: text(product.OtherProductType, 'Description'),
		...accountOf(product, account),
		productId: text(product, 'ProductId'),
	}),
	scheduledPayments: (payment, account) => ({
		dateTime: date(payment, 'ScheduledPaymentDateTime'),
		...money(payment.InstructedAmount),
		reference: text(payment, 'Reference'),
		...identification(payment.CreditorAccount),
		type: text(payment, 'ScheduledType'),
		...accountOf(payment, account),
		scheduledPaymentId: text(payment, 'ScheduledPaymentId'),
	}),
	standingOrders: (order, account) => ({
		reference: reference(order),
		...identification(order.CreditorAccount),
		nextPaymentDateTime: date(order, 'NextPaymentDateTime'),
		...money(order.NextPaymentAmount, 'nextPayment'),
		status: code(order, 'StandingOrderStatusCode', 'mandateStatus'),
		...frequency(order),
		numberOfPayments: scalar(order, 'NumberOfPayments'),
		firstPaymentDateTime: mandateDate(order, 'FirstPaymentDateTime'),
		...money(order.FirstPaymentAmount, 'firstPayment'),
		lastPaymentDateTime: date(order, 'LastPaymentDateTime'),
		...money(order.LastPaymentAmount, 'lastPayment'),
		finalPaymentDateTime: mandateDate(order, 'FinalPaymentDateTime'),
		...money(order.FinalPaymentAmount, 'finalPayment'),
		...accountOf(order, account),
		standingOrderId: text(order, 'StandingOrderId'),
	}),
	statements: (statement, account) => ({
		startDateTime: date(statement, 'StartDateTime'),
		endDateTime: date(statement, 'EndDateTime'),
		...signedMoney(statementAmount(statement, 'StartingBalance'), 'startingBalance'),
		...signedMoney(statementAmount(statement, 'ClosingBalance'), 'closingBalance'),
		type: text(statement, 'Type'),
		reference: text(statement, 'StatementReference'),
		creationDateTime: date(statement, 'CreationDateTime'),
		...accountOf(statement, account),
		statementId: text(statement, 'StatementId'),
	}),
};

/** Returns the balances of an account, where its list has them. */
const balancesOf = ({ Balance }: JsonObject): JsonObject =>
	Array.isArray(Balance)
		? {
				balances: Balance.map((balance: JsonObject) =>
					withoutUndefined(simplifyBalance(balance, {})),
				),
			}
		: {};

const accountOf = (entry: JsonObject, { accountName, accountId }: EntryAccount): JsonObject => ({
	accountName,
	accountId: text(entry, 'AccountId') ?? accountId,
});

/** Returns the other party of a transaction: the creditor of a debit, the debtor of a credit. */
function counterpartyOf(transaction: JsonObject): unknown {
	return isDebit(transaction) ? transaction.CreditorAccount : transaction.DebtorAccount;
}

/** Returns the bank's codes of a transaction. Some banks send only their own (`proprietary`). */
function transactionCodes(transaction: JsonObject): JsonObject {
	const proprietary =
		transaction.ProprietaryBankTransactionCode ??
		first(transaction, 'ExtendedProprietaryBankTransactionCodes');
	return {
		bankTransactionCode: text(transaction.BankTransactionCode, 'Code'),
		bankTransactionSubCode: text(transaction.BankTransactionCode, 'SubCode'),
		proprietaryCode: text(proprietary, 'Code'),
		proprietaryCodeIssuer: text(proprietary, 'Issuer'),
	};
}

/** Returns a date that v4.0 has moved to the mandate. */
const mandateDate = (order: JsonObject, name: string): string | undefined =>
	date(order, name) ?? date(order.MandateRelatedInformation, name);

/**
 * Returns the reference for the payee. In v3.1 it is one text. In v4.0 it is the creditor's reference or free lines, which
 * become one text.
 */
function reference(order: JsonObject): string | undefined {
	const { RemittanceInformation } = order;
	const structured = first(RemittanceInformation, 'Structured');
	return (
		text(order, 'Reference') ??
		text(member(structured, 'CreditorReferenceInformation'), 'Reference') ??
		joined(RemittanceInformation, 'Unstructured', ' ')
	);
}

/** Returns the amount of a statement with the `Type`. */
function statementAmount({ StatementAmount }: JsonObject, type: string): unknown {
	const amounts: unknown[] = Array.isArray(StatementAmount) ? StatementAmount : [];
	return amounts.find((amount) => text(amount, 'Type') === `UK.OBIE.${type}`);
}
