import { randomUUID } from 'node:crypto';

import type { BankResponse } from '../http/response';
import { tppRefused } from '../httpSignature/refusal';
import {
	currency,
	date,
	invalidMember,
	optionalDate,
	optionalText,
	readObject,
	readObjects,
	readText,
	type Members,
} from './members';
import { berlinGroupJson, type SignedRequest } from './signedEndpoint';
import { dateAt, newEntryId, type EikaEntry } from './state';
import { amountOf, balancesOf, createdEntry, ownerOf } from './testData';

/** Members of a card that only the management API has. */
const cardTexts = ['cardId', 'cardIdVNo', 'accountNumber'];

/** Creates a card account. Source of the members: the vendor's scripts (evryfs/psd2-developer). */
export async function createCardAccount(request: SignedRequest): Promise<BankResponse> {
	const body = await readObject(request);
	for (const name of cardTexts) optionalText(body[name], name);
	optionalDate(body['expiry'], 'expiry');
	const card = {
		accountId: randomUUID(),
		...ownerOf(body, request),
		name: readText(body['name'], 'name', 70),
		maskedPan: readText(body['maskedPan'], 'maskedPan', 35),
		currency: currency(body['currency'], 'currency'),
		product: optionalText(body['product'], 'product', 35),
		status: statusOf(body['status']),
		...creditLimitOf(body),
		balances: balancesOf(body['balances']),
		transactions: [],
	};
	request.bank.state.cardAccounts.push(card);
	const { accountId, customerNumber, name, maskedPan, product } = card;
	return berlinGroupJson(201, {
		mockCardAccountId: accountId,
		customerNumber,
		name,
		maskedPan,
		currency: card.currency,
		product,
	});
}

/** Berlin Group 1.3.9, `accountStatus`. The management API spells it in capitals. */
const statuses = ['enabled', 'deleted', 'blocked'] as const;

function statusOf(value: unknown): (typeof statuses)[number] {
	const found = statuses.find((one) => one.toUpperCase() === (value ?? 'ENABLED'));
	if (found) return found;
	throw invalidMember('status', `is not one of ${statuses.join(', ').toUpperCase()}`);
}

function creditLimitOf(body: Members): { creditLimit?: number } {
	if (body['creditLimit'] === undefined) return {};
	const limit = amountOf(body['creditLimit'], 'creditLimit');
	if (limit.currency === body['currency']) return { creditLimit: limit.amount };
	throw invalidMember('creditLimit.currency', 'is not the currency of the card');
}

export async function createCardTransactions(request: SignedRequest): Promise<BankResponse> {
	const card = request.bank.state.cardAccounts.find(
		({ accountId }) => accountId === request.parameters['cardAccountId'],
	);
	if (!card) throw tppRefused('RESOURCE_UNKNOWN', 'There is no card account with this id');
	const today = dateAt(request.bank.state);
	const entries = (await readObjects(request)).map((body, index) =>
		readCardTransaction(body, `[${index}]`, today),
	);
	card.transactions.push(...entries);
	return berlinGroupJson(201, entries.map(createdEntry));
}

/** Members of a card transaction, with their greatest length in Berlin Group 1.3.9. */
const longest = {
	terminalId: 35,
	merchantCategoryCode: 4,
	markupFeePercentage: 12,
	cardAcceptorId: 35,
	maskedPan: 35,
	transactionDetails: 1000,
	proprietaryBankTransactionCode: 35,
};

function readCardTransaction(body: Members, path: string, today: string): EikaEntry {
	const bookingDate = optionalDate(body['bookingDate'], `${path}.bookingDate`);
	const transactionDate = date(body['transactionDate'], `${path}.transactionDate`);
	if (transactionDate > today) throw invalidMember(`${path}.transactionDate`, 'is in the future');
	const { maskedPan, ...details } = Object.fromEntries(
		Object.entries(longest).map(([name, most]) => [
			name,
			optionalText(body[name], `${path}.${name}`, most),
		]),
	);
	const further = ['originalAmount', 'markupFee'].filter((name) => body[name] !== undefined);
	return {
		id: optionalText(body['cardTransactionId'], `${path}.cardTransactionId`, 35) ?? newEntryId(),
		...amountOf(body['transactionAmount'], `${path}.transactionAmount`),
		bookingDate,
		date: bookingDate ?? transactionDate,
		amounts: Object.fromEntries(
			further.map((name) => [name, amountOf(body[name], `${path}.${name}`)]),
		),
		// Berlin Group 1.3.9 spells this member of a transaction in capitals.
		details: { transactionDate, ...details, maskedPAN: maskedPan },
	};
}
