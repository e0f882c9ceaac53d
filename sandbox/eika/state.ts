import { randomBytes } from 'node:crypto';

import { daysAfter } from '../data/days';

/** A customer of the bank: a person, or a company. */
export interface EikaCustomer {
	customerId: string;
	/** Birth number or organisation number. What a PSU types in to sign in. */
	customerNumber: string;
	customerType: EikaCustomerType;
	customerName: string;
}

export type EikaCustomerType = 'private' | 'corporate';

interface Owned {
	accountId: string;
	/** The owner. */
	customerNumber: string;
	currency: string;
	product?: string;
	balances: EikaBalance[];
	/** In order of creation. */
	transactions: EikaEntry[];
}

export interface EikaAccount extends Owned {
	accountName: string;
	bban: string;
	iban: string;
	cashAccountType: string;
	creditLine?: number;
}

export interface EikaCardAccount extends Owned {
	name: string;
	maskedPan: string;
	/** Absent: enabled. */
	status?: 'enabled' | 'deleted' | 'blocked';
	creditLimit?: number;
}

export interface EikaBalance {
	/** In the spelling of the Berlin Group. */
	balanceType: string;
	amount: number;
	currency: string;
	/** `referenceDate`, `lastChangeDateTime` and `lastCommittedTransaction`. */
	details?: object;
}

/** A transaction, with all members but amount and dates as they are sent to the TPP. */
export interface EikaEntry {
	id: string;
	amount: number;
	currency: string;
	/** Absent: the transaction is pending. */
	bookingDate?: string;
	/** Date by which a transaction is sorted and filtered. */
	date: string;
	/** Further amounts, as those of a card transaction. */
	amounts?: Record<string, { amount: number; currency: string }>;
	details: object;
}

/** Which PSU can use which account of a company. */
export interface EikaEngagement {
	id: string;
	customer: string;
	account: { iban: string };
	roles: string[];
	registerLimit: number;
	approvalLimit: number;
}

export interface EikaAgreement {
	id: string;
	/** The company. */
	owner: string;
	name: string;
	engagements: EikaEngagement[];
}

/** Berlin Group 1.3.9, `consentStatus`. */
export type EikaConsentStatus =
	'received' | 'valid' | 'rejected' | 'expired' | 'terminatedByTpp' | 'revokedByPsu';

/** The lists of a consent's `access`. */
export const rights = ['accounts', 'balances', 'transactions'] as const;
export type AccessRight = (typeof rights)[number];

/** Entries of a detailed consent: an account by IBAN, BBAN or masked card number. */
export type AccountReference = Partial<Record<'iban' | 'bban' | 'maskedPan', string>>;

export interface EikaConsent {
	consentId: string;
	tpp: string;
	status: EikaConsentStatus;
	/** Accounts that the TPP asks for. Absent: the PSU chooses at the bank. */
	requested?: Partial<Record<AccessRight, AccountReference[]>>;
	recurringIndicator: boolean;
	/** The last day. */
	validUntil: string;
	frequencyPerDay: number;
	lastActionDate: string;
	redirectUri?: string;
	authorisationId?: string;
	/** Last segment of the address for the PSU. */
	scaToken?: string;
	/** From the request; absent: the PSU chooses at the bank. */
	context?: EikaCustomerType;
	psuId?: string;
	psuCorporateId?: string;
	/** What the PSU approved. */
	approved?: EikaApproval;
	/** Requests without the PSU present, by resource and day. */
	usage: Map<string, number>;
}

export interface EikaApproval {
	tppSessionId: string;
	psuId: string;
	/** The owner of the agreement. */
	psuCorporateId?: string;
	/** Ids of accounts and card accounts. */
	accountIds: Record<AccessRight, string[]>;
}

/** Everything that the bank keeps while it runs. */
export interface EikaState {
	customers: EikaCustomer[];
	accounts: EikaAccount[];
	cardAccounts: EikaCardAccount[];
	agreements: EikaAgreement[];
	consents: EikaConsent[];
	/** Days by which the bank's calendar is ahead. */
	daysAhead: number;
	/** Amounts are JSON numbers, unless a request has `X-Accept-Fix` (Tietoevry's portals, announced breaking fixes). */
	amountsAsNumbers?: true;
}

/** Returns the date `days` days after the bank's current one, as `YYYY-MM-DD`. */
export function dateAt({ daysAhead }: EikaState, days = 0): string {
	return daysAfter(new Date(), daysAhead + days)
		.toISOString()
		.slice(0, 10);
}

/** Returns the accounts and card accounts of a customer. */
export function ownedBy(
	state: EikaState,
	customerNumber: string,
): Array<EikaAccount | EikaCardAccount> {
	return [...state.accounts, ...state.cardAccounts].filter(
		(account) => account.customerNumber === customerNumber,
	);
}

/** Returns the id of a transaction. Berlin Group 1.3.9: 35 characters at most for a card, so a UUID is too long. */
export const newEntryId = (): string => randomBytes(12).toString('hex');
