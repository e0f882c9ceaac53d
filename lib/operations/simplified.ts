import type { JsonObject } from '../transport/answer';
import type { AccountResourceName } from './accountInformation';

/** One shape for v3.1 and v4.0: v4 renamed members and changed a few forms. Absent members stay absent. */
export const simplify: Record<AccountResourceName, (entry: JsonObject) => JsonObject> = {
	accounts: (account) =>
		present({
			accountId: account.AccountId,
			currency: account.Currency,
			category: account.AccountCategory ?? account.AccountType,
			type: account.AccountTypeCode ?? account.AccountSubType,
			status: account.Status,
			nickname: account.Nickname,
			description: account.Description,
			...identification(account.Account),
		}),
	balances: (balance) =>
		present({
			accountId: balance.AccountId,
			type: balance.Type,
			...signedAmount(balance),
			dateTime: balance.DateTime,
		}),
	transactions: (transaction) =>
		present({
			accountId: transaction.AccountId,
			transactionId: transaction.TransactionId,
			status: transaction.Status,
			bookingDateTime: transaction.BookingDateTime,
			valueDateTime: transaction.ValueDateTime,
			...signedAmount(transaction),
			description: transaction.TransactionInformation,
			reference: transaction.TransactionReference,
			merchant: member(transaction.MerchantDetails, 'MerchantName'),
		}),
};

/** The amount stays the decimal it is; what leaves the account gets a minus. */
function signedAmount({ Amount, CreditDebitIndicator }: JsonObject): JsonObject {
	const amount = member(Amount, 'Amount');
	const sign = CreditDebitIndicator === 'Debit' ? '-' : '';
	return {
		amount: amount === undefined ? undefined : `${sign}${String(amount)}`,
		currency: member(Amount, 'Currency'),
	};
}

/** The first of the account's identifications. */
function identification(accounts: unknown): JsonObject {
	const first: unknown = Array.isArray(accounts) ? accounts[0] : undefined;
	return {
		scheme: member(first, 'SchemeName'),
		identification: member(first, 'Identification'),
		name: member(first, 'Name'),
	};
}

const member = (object: unknown, name: string): unknown =>
	typeof object === 'object' && object !== null ? (object as JsonObject)[name] : undefined;

const present = (object: JsonObject): JsonObject =>
	Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
