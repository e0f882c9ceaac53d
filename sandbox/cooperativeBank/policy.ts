import type { AccessPolicy } from '../accountInformation/bank';
import { isInForce, type Consent } from '../accountInformation/consents';
import { queryDate } from '../accountInformation/dates';
import { obieRefused, type ObieCode } from '../accountInformation/refusal';
import { daysAfter } from '../data/days';
import type { BankRequest } from '../http/request';
import type { AccountState, Scenarios } from './scenarios';

/** Creates the rules of "Error scenarios" and "Two-factor authentication". */
export function accessPolicy({ stateOf }: Scenarios): AccessPolicy {
	return {
		assertUsable(consent, { grantId }) {
			if (consent) assertStanding(consent, grantId!);
		},
		assertResource(request, consent) {
			assertOpen(stateOf(request.parameters['AccountId'] ?? ''));
			if (!consent.isSteppedUp) assertNoStepUpNeeded(request);
		},
		transactionsFrom: ({ isSteppedUp }) => (isSteppedUp ? undefined : daysAgo(transactionDays)),
		isUnavailable: (accountId) => stateOf(accountId) !== undefined,
	};
}

// The Read/Write API has no member for "Error Type", so it starts the message.
function refused(status: number, code: ObieCode, type: string, text: string) {
	return obieRefused(status, code, `${type}: ${text}`);
}

function assertStanding(consent: Consent, grantId: string): void {
	const { status } = consent;
	if (status === 'RJCT') throw refused(400, 'U009', 'ReConsent', 'the bank rejected the consent');
	if (status === 'EXPD') throw refused(400, 'U009', 'ReConsent', 'the consent has expired');
	if (status !== 'AUTH' || isInForce(consent, grantId)) return;
	throw refused(403, 'U028', 'Reauthenticate', 'the bank revoked the access token');
}

const accountStates: Record<AccountState, [type: string, text: string]> = {
	accountClosed: ['AccountPermanentlyUnavailable', 'the account is closed'],
	accountBarred: ['AccountTemporarilyUnavailable', 'the account is barred from access'],
};

function assertOpen(state: AccountState | undefined): void {
	if (state) throw refused(400, 'U011', ...accountStates[state]);
}

const sensitive = /\/(direct-debits|standing-orders|scheduled-payments)$/;
const transactionDays = 90;

function assertNoStepUpNeeded({ path, query }: BankRequest): void {
	if (sensitive.test(path)) throw stepUpRequired('this resource');
	if (!path.endsWith('/transactions')) return;
	const named = ['fromBookingDateTime', 'toBookingDateTime'].map((name) => queryDate(query, name));
	if (named.every((date) => !date || date >= daysAgo(transactionDays))) return;
	throw stepUpRequired(`transactions over ${transactionDays} days`);
}

function stepUpRequired(what: string) {
	return refused(403, 'U028', 'Reauthenticate', `step-up is required for ${what}: stepUp=require`);
}

// "Over 90 days" counts whole days, so it starts at the beginning of the day.
const daysAgo = (days: number): Date =>
	daysAfter(new Date(new Date().toISOString().slice(0, 10)), -days);
