import { randomUUID } from 'node:crypto';

import { daysAfter } from '../data/days';
import { iban } from '../data/iban';
import {
	newEntryId,
	type EikaAccount,
	type EikaAgreement,
	type EikaCardAccount,
	type EikaCustomer,
	type EikaCustomerType,
	type EikaState,
	type EikaEngagement,
	type EikaEntry,
} from './state';

const customer = (
	customerNumber: string,
	customerType: EikaCustomerType,
	customerName: string,
): EikaCustomer => ({ customerId: randomUUID(), customerNumber, customerType, customerName });

/**
 * Returns what `initialize` resets the sandbox to. The four persons are documented on the platform's portals. Names, companies,
 * accounts, transactions and agreements are our own.
 */
export function newState(): EikaState {
	const fjord = newAccount('86011117947', '310000019', 'Drift');
	const reserve = newAccount('39100000028', '310000019', 'Reserve', 'SVGS');
	const nord = newAccount('39100000036', '310000027', 'Drift');
	return {
		customers: [
			customer('13039319955', 'private', 'Kari Nordmann'),
			customer('12085592767', 'private', 'Ola Nordmann'),
			customer('18129215603', 'corporate', 'Ingrid Berg'),
			customer('20079518612', 'corporate', 'Lars Dahl'),
			customer('310000019', 'corporate', 'Fjord & Sønn AS'),
			customer('310000027', 'corporate', 'Nord AS'),
		],
		accounts: [
			newAccount('39100000044', '13039319955', 'Brukskonto'),
			newAccount('39100000052', '13039319955', 'Sparekonto', 'SVGS'),
			newAccount('39100000060', '12085592767', 'Brukskonto'),
			fjord,
			reserve,
			nord,
		],
		cardAccounts: [newCardAccount('13039319955')],
		consents: [],
		daysAhead: 0,
		agreements: [
			newAgreement('310000019', 'Fjord & Sønn', [
				engagement('18129215603', fjord, ['VIEW', 'REGISTER']),
				engagement('18129215603', reserve, ['VIEW']),
				engagement('20079518612', fjord, ['VIEW', 'REGISTER', 'APPROVE']),
			]),
			newAgreement('310000027', 'Nord', [engagement('18129215603', nord, ['VIEW', 'REGISTER'])]),
		],
	};
}

function newAccount(
	bban: string,
	customerNumber: string,
	accountName: string,
	cashAccountType = 'CACC',
): EikaAccount {
	return {
		accountId: randomUUID(),
		customerNumber,
		accountName,
		bban,
		iban: iban('NO', bban),
		currency: 'NOK',
		product: accountName,
		cashAccountType,
		balances: [
			{ balanceType: 'expected', amount: 25_000.5, currency: 'NOK' },
			{ balanceType: 'interimAvailable', amount: 24_500, currency: 'NOK' },
		],
		transactions: Array.from({ length: 12 }, (_, index) => newEntry(11 - index)),
	};
}

function newCardAccount(customerNumber: string): EikaCardAccount {
	return {
		accountId: randomUUID(),
		customerNumber,
		name: 'Kredittkort',
		maskedPan: '545454******1234',
		currency: 'NOK',
		product: 'Mastercard',
		creditLimit: 50_000,
		balances: [{ balanceType: 'interimAvailable', amount: 41_200, currency: 'NOK' }],
		transactions: [9, 4, 1].map((age) => ({
			...newEntry(age),
			details: { transactionDetails: `Kortkjøp ${age}`, merchantCategoryCode: '5411' },
		})),
	};
}

/** Returns a transaction that was booked every tenth day: credits and debits in turns. */
function newEntry(age: number): EikaEntry {
	const bookingDate = daysAfter(new Date(), -10 * age)
		.toISOString()
		.slice(0, 10);
	const isCredit = age % 2 === 0;
	return {
		id: newEntryId(),
		amount: isCredit ? 1200.5 + age : -(99.9 + age),
		currency: 'NOK',
		bookingDate,
		date: bookingDate,
		details: {
			valueDate: bookingDate,
			...(isCredit ? { debtorName: 'Bergen Handel AS' } : { creditorName: 'Kiwi Torget' }),
			remittanceInformationUnstructured: `Betaling ${age}`,
		},
	};
}

const engagement = (customer: string, account: EikaAccount, roles: string[]): EikaEngagement => ({
	id: randomUUID(),
	customer,
	account: { iban: account.iban },
	roles,
	registerLimit: 100_000,
	approvalLimit: 0,
});

const newAgreement = (
	owner: string,
	name: string,
	engagements: EikaEngagement[],
): EikaAgreement => ({
	id: randomUUID(),
	owner,
	name,
	engagements,
});
