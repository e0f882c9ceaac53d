import type { Wire } from './wire';

/** Read/Write API v4.0: ISO 20022 codes. */
export const v4: Wire = {
	error: ({ code, message, path }) => ({
		Errors: [{ ErrorCode: code, Message: message, ...(path ? { Path: path } : {}) }],
	}),
	consentStatus: ({ status }) => status,
	accountKind: ({ typeCode }) => ({ AccountCategory: 'Personal', AccountTypeCode: typeCode }),
	balanceTypes: { booked: 'ITBD', available: 'ITAV' },
	transactionStatuses: { booked: 'BOOK', pending: 'PDNG' },
	transactionCodes: {
		credit: { Code: 'RCDT', SubCode: 'DMCT' },
		debit: { Code: 'CCRD', SubCode: 'POSD' },
	},
	directDebitTerms: (number) => ({
		DirectDebitStatusCode: 'ACTV',
		MandateRelatedInformation: {
			MandateIdentification: `MANDATE-${number}`,
			Frequency: { Type: 'MNTH' },
		},
	}),
	standingOrderTerms: (number) => ({
		StandingOrderStatusCode: 'ACTV',
		MandateRelatedInformation: { Frequency: { Type: 'MNTH' } },
		RemittanceInformation: { Unstructured: [`Rent ${number}`] },
	}),
	homeAddress: 'HOME',
};
