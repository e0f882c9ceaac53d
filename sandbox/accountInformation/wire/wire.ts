import type { Account } from '../../data/accounts';
import type { Consent } from '../consents';
import type { ObieProblem } from '../refusal';

/** The members that differ between versions of the Read/Write API, in the format of one version. */
export interface Wire {
	/** OBErrorResponse1. */
	error(problem: ObieProblem): object;
	/** OBReadConsentResponse1, `Status`. */
	consentStatus(consent: Consent): string;
	/** OBAccount6: personal or business, and the kind of account. */
	accountKind(account: Account): object;
	/** OBReadBalance1, `Type`. */
	balanceTypes: { booked: string; available: string };
	/** OBTransaction6, `Status`. */
	transactionStatuses: { booked: string; pending: string };
	/** OBTransaction6, `BankTransactionCode`: an incoming transfer, a card payment. */
	transactionCodes: { credit: TransactionCode; debit: TransactionCode };
	/** OBReadDirectDebit2: status, mandate and frequency. */
	directDebitTerms(number: number): object;
	/** OBStandingOrder6: status, frequency and reference. */
	standingOrderTerms(number: number): object;
	/** OBPostalAddress6, `AddressType` of a home address. */
	homeAddress: string;
}

interface TransactionCode {
	Code: string;
	SubCode: string;
}
