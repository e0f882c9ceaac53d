import { randomUUID } from 'node:crypto';

import type { BankResponse } from '../http/response';
import { tppRefused } from '../httpSignature/refusal';
import {
	amount,
	bbanOf,
	currency,
	date,
	readIban,
	invalidMember,
	isObject,
	objects,
	oneOf,
	optionalDate,
	optionalText,
	readObject,
	readObjects,
	readText,
	type Members,
} from './members';
import { berlinGroupJson, type SignedRequest } from './signedEndpoint';
import { dateAt, newEntryId, type EikaAccount, type EikaBalance, type EikaEntry } from './state';
import { newState } from './stockData';

/** Resets everything to the stock data. Consents end, too. */
export function initialize({ bank }: SignedRequest): BankResponse {
	const { daysAhead } = bank.state;
	Object.assign(bank.state, { amountsAsNumbers: undefined, ...newState(), daysAhead });
	return { status: 204 };
}

export async function createCustomer(request: SignedRequest): Promise<BankResponse> {
	const { state } = request.bank;
	const body = await readObject(request);
	const customerNumber = readText(body['customerNumber'], 'customerNumber');
	// The vendor's seed scripts (evryfs/psd2-developer) have a company with the number 77777777.
	if (!/^\d{1,11}$/.test(customerNumber)) {
		throw invalidMember('customerNumber', 'is not a number of at most 11 digits');
	}
	if (state.customers.some((one) => one.customerNumber === customerNumber)) {
		throw invalidMember('customerNumber', 'is already the number of a customer');
	}
	const customer = {
		customerId: randomUUID(),
		customerNumber,
		customerType: oneOf(body['type'], ['private', 'corporate'], 'type'),
		customerName: readText(body['name'], 'name'),
	};
	state.customers.push(customer);
	return berlinGroupJson(201, customer);
}

export const listCustomers = ({ bank }: SignedRequest): BankResponse =>
	berlinGroupJson(200, bank.state.customers);

export function readCustomer(request: SignedRequest): BankResponse {
	return berlinGroupJson(200, customerOf(request));
}

export function deleteCustomer(request: SignedRequest): BankResponse {
	const { state } = request.bank;
	const { customerId } = customerOf(request);
	state.customers = state.customers.filter((one) => one.customerId !== customerId);
	return { status: 204 };
}

function customerOf({ bank, parameters }: SignedRequest) {
	const found = bank.state.customers.find((one) => one.customerId === parameters['customerId']);
	if (found) return found;
	throw tppRefused('RESOURCE_UNKNOWN', 'There is no customer with this customerId');
}

export async function createAccount(request: SignedRequest): Promise<BankResponse> {
	const { state } = request.bank;
	const body = await readObject(request);
	const account: EikaAccount = {
		accountId: randomUUID(),
		...ownerOf(body, request),
		accountName: readText(body['accountName'], 'accountName', 70),
		...numbersOf(body),
		currency: currency(body['currency'], 'currency'),
		product: optionalText(body['product'], 'product', 35),
		cashAccountType: cashAccountTypeOf(body['cashAccountType']),
		...(body['creditLine'] !== undefined && {
			creditLine: amount(body['creditLine'], 'creditLine'),
		}),
		balances: balancesOf(body['balances']),
		transactions: [],
	};
	if (state.accounts.some((one) => one.iban === account.iban)) {
		throw invalidMember('iban', 'is already an account of the bank');
	}
	state.accounts.push(account);
	return berlinGroupJson(201, { ...account, balances: undefined, transactions: undefined });
}

export function ownerOf(body: Members, { bank }: SignedRequest): { customerNumber: string } {
	const customerNumber = readText(body['customerNumber'], 'customerNumber');
	if (bank.state.customers.some((one) => one.customerNumber === customerNumber)) {
		return { customerNumber };
	}
	throw invalidMember('customerNumber', 'is not the number of a customer');
}

function numbersOf(body: Members): { bban: string; iban: string } {
	const found = readIban(body['iban'], 'iban');
	if (body['bban'] !== bbanOf(found)) throw invalidMember('bban', 'is not the BBAN of the IBAN');
	return { bban: bbanOf(found), iban: found };
}

function cashAccountTypeOf(value: unknown): string {
	if (typeof value === 'string' && /^[A-Z]{4}$/.test(value)) return value;
	throw invalidMember('cashAccountType', 'is not a code of four letters');
}

/** Balance types of the Berlin Group. The management API spells them in capitals: `EXPECTED`. */
const balanceTypes = [
	'closingBooked',
	'expected',
	'openingBooked',
	'interimAvailable',
	'interimBooked',
	'forwardAvailable',
	'nonInvoiced',
];

const inCapitals = (name: string): string =>
	name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

export function balancesOf(value: unknown = []): EikaBalance[] {
	return objects(value, 'balances').map((balance, index) => {
		const path = `balances[${index}]`;
		const type = oneOf(balance['balanceType'], balanceTypes.map(inCapitals), `${path}.balanceType`);
		return {
			balanceType: balanceTypes.find((one) => inCapitals(one) === type)!,
			...amountOf(balance['balanceAmount'], `${path}.balanceAmount`),
			details: {
				referenceDate: optionalDate(balance['referenceDate'], `${path}.referenceDate`),
				lastChangeDateTime: optionalText(
					balance['lastChangeDateTime'],
					`${path}.lastChangeDateTime`,
				),
				lastCommittedTransaction: optionalText(
					balance['lastCommittedTransaction'],
					`${path}.lastCommittedTransaction`,
					35,
				),
			},
		};
	});
}

/** Reads an object with amount and currency. @throws Refusal */
export function amountOf(money: unknown, path: string): { amount: number; currency: string } {
	if (!isObject(money)) throw invalidMember(path, 'is not an object');
	return {
		amount: amount(money['amount'], `${path}.amount`),
		currency: currency(money['currency'], `${path}.currency`),
	};
}

export async function createTransactions(request: SignedRequest): Promise<BankResponse> {
	const account = request.bank.state.accounts.find(
		({ accountId }) => accountId === request.parameters['accountId'],
	);
	if (!account) throw tppRefused('RESOURCE_UNKNOWN', 'There is no account with this accountId');
	const today = dateAt(request.bank.state);
	const entries = (await readObjects(request)).map((body, index) =>
		readTransaction(body, `[${index}]`, today),
	);
	account.transactions.push(...entries);
	return berlinGroupJson(201, entries.map(createdEntry));
}

/** Members of a transaction, with their greatest length in Berlin Group 1.3.9. */
const longest = {
	remittanceInformationUnstructured: 140,
	creditorId: 35,
	creditorName: 70,
	ultimateCreditor: 70,
	debtorName: 70,
	ultimateDebtor: 70,
	purposeCode: 4,
	bankTransactionCode: 35,
};

/** "Dates in the past, booking not after value date". Without a booking date, the transaction is pending (assumption). */
function readTransaction(body: Members, path: string, today: string): EikaEntry {
	const bookingDate = optionalDate(body['bookingDate'], `${path}.bookingDate`);
	const valueDate = date(body['valueDate'], `${path}.valueDate`);
	if (valueDate > today) throw invalidMember(`${path}.valueDate`, 'is in the future');
	if (bookingDate && bookingDate > valueDate) {
		throw invalidMember(`${path}.bookingDate`, 'is after the value date');
	}
	const details = Object.fromEntries([
		...Object.entries(longest).map(
			([name, most]) => [name, optionalText(body[name], `${path}.${name}`, most)] as const,
		),
		...(['creditorAccount', 'debtorAccount'] as const).map(
			(name) => [name, accountReference(body[name], `${path}.${name}`)] as const,
		),
	]);
	return {
		id: newEntryId(),
		amount: amount(body['amount'], `${path}.amount`),
		currency: currency(body['currency'], `${path}.currency`),
		bookingDate,
		date: bookingDate ?? valueDate,
		details: { valueDate, ...details },
	};
}

function accountReference(value: unknown, path: string): object | undefined {
	if (value === undefined) return undefined;
	if (!isObject(value)) throw invalidMember(path, 'is not an object');
	const bban = optionalText(value['bban'], `${path}.bban`);
	return value['iban'] === undefined
		? { bban }
		: { iban: readIban(value['iban'], `${path}.iban`), bban };
}

export function createdEntry({ id, amount, currency, bookingDate, details }: EikaEntry): object {
	return { transactionId: id, amount, currency, bookingDate, ...details };
}
