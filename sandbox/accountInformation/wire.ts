import type { Account } from '../data/accounts';
import { iban } from '../data/iban';
import type { Transaction } from '../data/transactions';
import { hasOne } from './permissions';

type Permissions = readonly string[];

/** Read/Write API v4.0, OBAccount6: the basic members, and those that need ReadAccountsDetail. */
export function accountMembers(account: Account, permissions: Permissions): object {
	const basic = {
		AccountId: account.AccountId,
		Status: 'Enabled',
		StatusUpdateDateTime: account.openedOn,
		Currency: account.currency,
		AccountCategory: 'Personal',
		AccountTypeCode: account.typeCode,
		Description: account.description,
		Nickname: account.nickname,
		OpeningDate: account.openedOn,
	};
	if (!permissions.includes('ReadAccountsDetail')) return basic;
	return { ...basic, Account: identifications(account, permissions), Servicer: servicer };
}

/** OBReadBalance1: booked and available, as of now. */
export function balanceMembers({ AccountId, balance, currency, typeCode }: Account): object[] {
	const creditLine = typeCode === 'CARD' ? 500_000 : 0;
	const at = (Type: string, minorUnits: number): object => ({
		AccountId,
		CreditDebitIndicator: minorUnits < 0 ? 'Debit' : 'Credit',
		Type,
		DateTime: new Date(Math.floor(Date.now() / 1000) * 1000).toISOString(),
		Amount: amountMembers(minorUnits, currency),
	});
	return [at('ITBD', balance), at('ITAV', balance + creditLine)];
}

/** OBTransaction6Basic, and OBTransaction6Detail with ReadTransactionsDetail. */
export function transactionMembers(transaction: Transaction, permissions: Permissions): object {
	const { account, isCredit, isPending } = transaction;
	const basic = {
		AccountId: account.AccountId,
		TransactionId: transaction.TransactionId,
		TransactionReference: transaction.reference,
		CreditDebitIndicator: isCredit ? 'Credit' : 'Debit',
		Status: isPending ? 'PDNG' : 'BOOK',
		TransactionMutability: isPending ? 'Mutable' : 'Immutable',
		BookingDateTime: transaction.bookedAt.toISOString(),
		...(isPending ? {} : { ValueDateTime: transaction.bookedAt.toISOString() }),
		Amount: amountMembers(transaction.amount, account.currency),
		BankTransactionCode: isCredit
			? { Code: 'RCDT', SubCode: 'DMCT' }
			: { Code: 'CCRD', SubCode: 'POSD' },
	};
	if (!permissions.includes('ReadTransactionsDetail')) return basic;
	return { ...basic, ...details(transaction) };
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

function identifications(account: Account, permissions: Permissions): object[] {
	const { sortCode, accountNumber, holder } = account;
	if (account.typeCode === 'CARD') {
		const number = `475117${sortCode}${accountNumber.slice(0, 4)}`;
		const shown = hasOne(permissions, 'ReadPAN') ? number : `xxxxxxxxxxxx${number.slice(-4)}`;
		return [{ SchemeName: 'UK.OBIE.PAN', Identification: shown, Name: holder }];
	}
	return [
		{
			SchemeName: 'UK.OBIE.SortCodeAccountNumber',
			Identification: `${sortCode}${accountNumber}`,
			Name: holder,
		},
		{ SchemeName: 'UK.OBIE.IBAN', Identification: iban('GB', `ZOPA${sortCode}${accountNumber}`) },
	];
}

const servicer = { SchemeName: 'UK.OBIE.BICFI', Identification: 'ZOPAGB2L' };

export function amountMembers(minorUnits: number, currency: string): object {
	return { Amount: (Math.abs(minorUnits) / 100).toFixed(2), Currency: currency };
}

function bbanOf(name: string): string {
	const sum = [...name].reduce((total, letter) => total * 31 + letter.codePointAt(0)!, 7);
	return `0400${String(Math.floor(sum % 1e10)).padStart(10, '0')}`;
}
