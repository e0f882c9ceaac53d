import { setStatus } from './consents';
import type { EikaBank } from './signedEndpoint';
import { dateAt, type EikaEntry } from './state';

/** What tests and operators can bring about at the embedded Eika. */
export type EikaScenario =
	| { scenario: 'consentRevoked'; consentId: string }
	| { scenario: 'daysPass'; days: number }
	| { scenario: 'amountsAsNumbers' };

/** Revokes a consent like its PSU, lets days pass, or makes amounts numbers. Returns what is wrong with the order, or undefined. */
export function applyEikaScenario(
	{ scenario, consentId, days }: Record<string, unknown>,
	{ state }: EikaBank,
): string | undefined {
	if (scenario === 'daysPass') {
		if (!Number.isSafeInteger(days) || Number(days) < 1 || Number(days) > 1000) {
			return 'expected days from 1 to 1000';
		}
		state.daysAhead += Number(days);
		return undefined;
	}
	if (scenario === 'amountsAsNumbers') {
		state.amountsAsNumbers = true;
		return undefined;
	}
	if (scenario !== 'consentRevoked') {
		return 'expected one of amountsAsNumbers, consentRevoked, daysPass';
	}
	const consent = state.consents.find((one) => one.consentId === consentId);
	if (!consent) return 'expected the consentId of a consent';
	setStatus(consent, 'revokedByPsu', state);
	return undefined;
}

/** Books transactions in an account. Returns what is wrong with the order, or undefined. */
export function bookEikaTransactions(
	order: Record<string, unknown>,
	{ state }: EikaBank,
): string | undefined {
	const { accountId, count, daysAgo = 0, isPending = false, settle } = order;
	const account = [...state.accounts, ...state.cardAccounts].find(
		(one) => one.accountId === accountId,
	);
	if (!account) return `expected an account of the bank, not ${String(accountId)}`;
	if (settle === true) {
		for (const entry of account.transactions) entry.bookingDate ??= entry.date;
		return undefined;
	}
	const isCount = Number.isSafeInteger(count) && Number(count) > 0 && Number(count) <= 1000;
	if (!isCount || !Number.isSafeInteger(daysAgo) || typeof isPending !== 'boolean') {
		return 'expected accountId with count, daysAgo?, isPending? or settle';
	}
	const date = dateAt(state, -Number(daysAgo));
	const before = account.transactions.length;
	account.transactions.push(
		...Array.from({ length: Number(count) }, (_, index) =>
			entryAt(date, before + index, isPending),
		),
	);
	return undefined;
}

const entryAt = (date: string, number: number, isPending: boolean): EikaEntry => ({
	id: `booked-${number}`,
	amount: -(10 + number / 100),
	currency: 'NOK',
	bookingDate: isPending ? undefined : date,
	date,
	details: { valueDate: date, remittanceInformationUnstructured: `Betaling ${number}` },
});
