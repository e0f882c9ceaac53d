import { randomUUID } from 'node:crypto';

import type { BankResponse } from '../http/response';
import { tppRefused } from '../httpSignature/refusal';
import {
	amount,
	currency,
	date,
	invalid,
	isObject,
	optionalDate,
	optionalText,
	readObject,
	readObjects,
	text,
} from './members';
import { berlinGroupJson, type SignedRequest } from './signedEndpoint';
import { newEntryId, type Entry } from './state';
import { balancesOf, createdEntry, ownerOf } from './testData';

export async function createCardAccount(request: SignedRequest): Promise<BankResponse> {
	const body = await readObject(request);
	const maskedPan = text(body['maskedPan'], 'maskedPan', 35);
	const card = {
		accountId: randomUUID(),
		...ownerOf(body, request),
		name: text(body['name'], 'name', 70),
		maskedPan,
		currency: currency(body['currency'], 'currency'),
		product: optionalText(body['product'], 'product', 35),
		...(body['creditLimit'] !== undefined && {
			creditLimit: amount(body['creditLimit'], 'creditLimit'),
		}),
		balances: balancesOf(body['balances']),
		transactions: [],
	};
	request.bank.state.cardAccounts.push(card);
	const { accountId, customerNumber, name, product } = card;
	return berlinGroupJson(201, {
		mockCardAccountId: accountId,
		customerNumber,
		name,
		maskedPan,
		currency: card.currency,
		product,
	});
}

export async function createCardTransactions(request: SignedRequest): Promise<BankResponse> {
	const card = request.bank.state.cardAccounts.find(
		({ accountId }) => accountId === request.parameters['cardAccountId'],
	);
	if (!card) throw tppRefused('RESOURCE_UNKNOWN', 'There is no card account with this id');
	const entries = (await readObjects(request)).map((body, index): Entry => {
		const money = body['transactionAmount'];
		const path = `[${index}]`;
		if (!isObject(money)) throw invalid(`${path}.transactionAmount`, 'is not an object');
		const bookingDate = optionalDate(body['bookingDate'], `${path}.bookingDate`);
		const transactionDate = date(body['transactionDate'], `${path}.transactionDate`);
		return {
			id: optionalText(body['cardTransactionId'], `${path}.cardTransactionId`, 35) ?? newEntryId(),
			amount: amount(money['amount'], `${path}.transactionAmount.amount`),
			currency: currency(money['currency'], `${path}.transactionAmount.currency`),
			bookingDate,
			date: bookingDate ?? transactionDate,
			details: {
				transactionDate,
				terminalId: optionalText(body['terminalId'], `${path}.terminalId`, 35),
				merchantCategoryCode: optionalText(
					body['merchantCategoryCode'],
					`${path}.merchantCategoryCode`,
					4,
				),
				cardAcceptorId: optionalText(body['cardAcceptorId'], `${path}.cardAcceptorId`, 35),
			},
		};
	});
	card.transactions.push(...entries);
	return berlinGroupJson(201, entries.map(createdEntry));
}
