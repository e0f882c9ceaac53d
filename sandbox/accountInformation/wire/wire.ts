import type { Account } from '../../data/accounts';
import type { Consent } from '../consents';
import type { ObieProblem } from '../refusal';
import { v3 } from './v3';
import { v4 } from './v4';

/** How one version of the Read/Write API writes what the versions write differently, and nothing else. */
export interface Wire {
	/** OBErrorResponse1. */
	error(problem: ObieProblem): object;
	/** OBReadConsentResponse1, `Status`. */
	consentStatus(consent: Consent): string;
	/** OBAccount6: whose kind of account it is, and what kind. */
	accountKind(account: Account): object;
	/** OBReadBalance1, `Type`. */
	balanceTypes: { booked: string; available: string };
	/** OBTransaction6, `Status`. */
	transactionStatuses: { booked: string; pending: string };
	/** OBTransaction6, `BankTransactionCode`: a transfer that came in, a payment by card. */
	transactionCodes: { credit: TransactionCode; debit: TransactionCode };
	/** OBReadDirectDebit2: state, mandate and how often. */
	directDebitTerms(number: number): object;
	/** OBStandingOrder6: state, how often and what for. */
	standingOrderTerms(number: number): object;
	/** OBPostalAddress6, `AddressType` of a home. */
	homeAddress: string;
}

interface TransactionCode {
	Code: string;
	SubCode: string;
}

const wires = { 'v3.1': v3, 'v4.0': v4 } satisfies Record<string, Wire>;

export type Version = keyof typeof wires;

/** How a bank writes, by the version of its API. */
export function wireOf({ version }: { version: Version }): Wire {
	return wires[version];
}
