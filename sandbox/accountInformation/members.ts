import type { Account } from '../data/accounts';
import { iban } from '../data/iban';
import type { Transaction } from '../data/transactions';
import type { AccountInformationBank } from './bank';
import { hasAny } from './permissions';
import { wireOf } from './wire/versions';

type Permissions = readonly string[];
type BankFormat = Pick<AccountInformationBank, 'version' | 'bic' | 'narrowed'>;

/** Returns an OBAccount6: the basic members and, with ReadAccountsDetail, the details. */
export function accountMembers(
	account: Account,
	permissions: Permissions,
	bank: BankFormat,
): object {
	const basic = {
		AccountId: account.AccountId,
		Status: 'Enabled',
		StatusUpdateDateTime: account.openedOn,
		Currency: account.currency,
		...wireOf(bank).accountKind(account),
		Description: account.description,
		Nickname: account.nickname,
		OpeningDate: account.openedOn,
	};
	if (!permissions.includes('ReadAccountsDetail')) return basic;
	return {
		...basic,
		Account: identifications(account, permissions, bank),
		Servicer: { SchemeName: 'UK.OBIE.BICFI', Identification: bank.bic },
	};
}

/** Returns the codes of the balances that a bank has of each account. */
export function balanceTypesOf(bank: BankFormat): readonly string[] {
	const { booked, available } = wireOf(bank).balanceTypes;
	return bank.narrowed?.balanceTypes ?? [booked, available];
}

/** Minor units. */
const creditLimit = 500_000;

/** Returns one balance of OBReadBalance1, as of now. The available balance of a card includes its limit. */
export function balanceMembers(account: Account, Type: string, bank: BankFormat): object {
	const { AccountId, balance, currency, typeCode } = account;
	const includesLimit = typeCode === 'CARD' && Type === wireOf(bank).balanceTypes.available;
	const minorUnits = includesLimit ? balance + creditLimit : balance;
	return {
		AccountId,
		CreditDebitIndicator: minorUnits < 0 ? 'Debit' : 'Credit',
		Type,
		DateTime: new Date(Math.floor(Date.now() / 1000) * 1000).toISOString(),
		Amount: amountMembers(minorUnits, currency),
		...(includesLimit && {
			CreditLine: [
				{ Included: true, Type: 'Credit', Amount: amountMembers(creditLimit, currency) },
			],
		}),
	};
}

/** Returns an OBTransaction6Basic or, with ReadTransactionsDetail, an OBTransaction6Detail. */
export function transactionMembers(
	transaction: Transaction,
	permissions: Permissions,
	bank: BankFormat,
): object {
	const { account, isCredit, isPending } = transaction;
	const { transactionStatuses, transactionCodes } = wireOf(bank);
	const basic = {
		AccountId: account.AccountId,
		TransactionId: transaction.TransactionId,
		TransactionReference: transaction.reference,
		CreditDebitIndicator: isCredit ? 'Credit' : 'Debit',
		Status: isPending ? transactionStatuses.pending : transactionStatuses.booked,
		TransactionMutability: isPending ? 'Mutable' : 'Immutable',
		BookingDateTime: transaction.bookedAt.toISOString(),
		...(isPending ? {} : { ValueDateTime: transaction.bookedAt.toISOString() }),
		Amount: amountMembers(transaction.amount, account.currency),
		BankTransactionCode: isCredit ? transactionCodes.credit : transactionCodes.debit,
		...proprietaryCode(transaction, bank),
	};
	if (!permissions.includes('ReadTransactionsDetail')) return basic;
	return { ...basic, ...details(transaction) };
}

function proprietaryCode(
	{ account, isCredit, isPending }: Transaction,
	{ narrowed }: BankFormat,
): object {
	const codes = narrowed?.transactionCodes?.[account.typeCode];
	if (!codes) return {};
	const { credit, debit, pendingCredit, pendingDebit } = codes;
	const [ofCredit, ofDebit] = isPending ? [pendingCredit, pendingDebit] : [credit, debit];
	return { ProprietaryBankTransactionCode: { Code: isCredit ? ofCredit : ofDebit } };
}

function details({ isCredit, counterparty }: Transaction): object {
	const { name, categoryCode } = counterparty;
	if (isCredit) {
		return {
			TransactionInformation: `Payment from ${name}`,
			DebtorAccount: { SchemeName: 'UK.OBIE.BBAN', Identification: bbanOf(name), Name: name },
		};
	}
	return {
		TransactionInformation: `Payment to ${name}`,
		MerchantDetails: { MerchantName: name, MerchantCategoryCode: categoryCode },
	};
}

function identifications(
	account: Account,
	permissions: Permissions,
	{ bic }: BankFormat,
): object[] {
	const { sortCode, accountNumber, holder } = account;
	if (account.typeCode === 'CARD') {
		const number = `475117${sortCode}${accountNumber.slice(0, 4)}`;
		const shown = hasAny(permissions, 'ReadPAN') ? number : `xxxxxxxxxxxx${number.slice(-4)}`;
		return [{ SchemeName: 'UK.OBIE.PAN', Identification: shown, Name: holder }];
	}
	return [
		{
			SchemeName: 'UK.OBIE.SortCodeAccountNumber',
			Identification: `${sortCode}${accountNumber}`,
			Name: holder,
		},
		{
			SchemeName: 'UK.OBIE.IBAN',
			Identification: iban('GB', `${bic.slice(0, 4)}${sortCode}${accountNumber}`),
		},
	];
}

/** Returns an amount without its sign: `CreditDebitIndicator` carries the direction. */
export function amountMembers(minorUnits: number, currency: string): object {
	return { Amount: (Math.abs(minorUnits) / 100).toFixed(2), Currency: currency };
}

function bbanOf(name: string): string {
	const sum = [...name].reduce((total, letter) => total * 31 + letter.codePointAt(0)!, 7);
	return `0400${String(Math.floor(sum % 1e10)).padStart(10, '0')}`;
}
