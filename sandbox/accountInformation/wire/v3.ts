import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';

import type { Consent } from '../consents';
import { obieCodes } from '../refusal';
import type { Wire } from './wire';

/** Read/Write API v3.1: OBIE's own names. */
export const v3: Wire = {
	error: ({ status, code, message, path }) => ({
		Code: `${status} ${STATUS_CODES[status]!.replaceAll(' ', '')}`,
		Id: randomUUID(),
		Message: message,
		Errors: [
			{
				ErrorCode: `UK.OBIE.${obieCodes[code]}`,
				Message: message,
				...(path ? { Path: path } : {}),
			},
		],
	}),
	consentStatus: (consent) => consentStatuses[consent.status](consent),
	accountKind: ({ typeCode }) => ({
		AccountType: 'Personal',
		AccountSubType: accountSubTypes[typeCode],
	}),
	balanceTypes: { booked: 'InterimBooked', available: 'InterimAvailable' },
	transactionStatuses: { booked: 'Booked', pending: 'Pending' },
	transactionCodes: {
		credit: { Code: 'ReceivedCreditTransfer', SubCode: 'DomesticCreditTransfer' },
		debit: { Code: 'CustomerCardTransactions', SubCode: 'POSPaymentDebitCard' },
	},
	directDebitTerms: (number) => ({
		DirectDebitStatusCode: 'Active',
		MandateIdentification: `MANDATE-${number}`,
		Frequency: 'UK.OBIE.Monthly',
	}),
	standingOrderTerms: (number) => ({
		StandingOrderStatusCode: 'Active',
		Frequency: 'IntrvlMnthDay:01:01',
		Reference: `Rent ${number}`,
	}),
	homeAddress: 'Residential',
};

const consentStatuses: Record<Consent['status'], (consent: Consent) => string> = {
	AWAU: () => 'AwaitingAuthorisation',
	AUTH: () => 'Authorised',
	RJCT: () => 'Rejected',
	CANC: () => 'Revoked',
	COND: () => 'Consumed',
	// v3.1 has no status for expired: the previous status stays, and ExpirationDateTime tells the rest.
	EXPD: ({ psu }) => (psu === undefined ? 'AwaitingAuthorisation' : 'Authorised'),
};

const accountSubTypes: Record<string, string> = {
	CACC: 'CurrentAccount',
	SVGS: 'Savings',
	CARD: 'CreditCard',
};
