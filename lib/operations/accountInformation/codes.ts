/**
 * One vocabulary for OBIE Read/Write v3.1 and v4.0. Version 4.0 replaced the words of v3.1 by codes of ISO 20022. Each table
 * lists the words, with their code in v4.0 where there is one. A word is the one of v3.1; where v3.1 has none, it is the
 * code's name in OBIE's code sets (ISO_External_CodeSet and OB_Internal_CodeSet, version of Read/Write 4.0).
 */
const codes = {
	/** v3.1 `OBExternalAccountSubType1Code`, v4.0 `OBExternalCashAccountType1Code`. */
	accountType: {
		ChargeCard: '',
		CreditCard: 'CARD',
		CurrentAccount: 'CACC',
		EMoney: '',
		Loan: 'LOAN',
		Mortgage: 'MORT',
		PrePaidCard: '',
		Savings: 'SVGS',
		Wallet: 'WALT',
		CashIncome: 'CISH',
		CashPayment: 'CASH',
		CashTrading: 'TRAS',
		Charges: 'CHAR',
		ClearingParticipantSettlementAccount: 'CPAC',
		Commission: 'COMM',
		LimitedLiquiditySavingsAccount: 'LLSV',
		MarginalLending: 'MGLD',
		MoneyMarket: 'MOMA',
		NonResidentExternal: 'NREX',
		NonResidentForeignCurrencyAccount: 'NFCA',
		OtherAccount: 'OTHR',
		Overdraft: 'ODFT',
		OverNightDeposit: 'ONDP',
		Salary: 'SLRY',
		Settlement: 'SACC',
		Tax: 'TAXE',
		TransactingAccount: 'TRAN',
		VirtualAccount: 'VACC',
	},
	/** v3.1 `OBBalanceType1Code`, v4.0 `ExternalBalanceType1Code`. */
	balanceType: {
		ClosingAvailable: 'CLAV',
		ClosingBooked: 'CLBD',
		ClosingCleared: '',
		Expected: 'XPCD',
		ForwardAvailable: 'FWAV',
		Information: 'INFO',
		InterimAvailable: 'ITAV',
		InterimBooked: 'ITBD',
		InterimCleared: '',
		OpeningAvailable: 'OPAV',
		OpeningBooked: 'OPBD',
		OpeningCleared: '',
		PreviouslyClosedBooked: 'PRCD',
	},
	/** v3.1 `OBEntryStatus1Code`, v4.0 `ExternalEntryStatus1Code`. */
	transactionStatus: {
		Booked: 'BOOK',
		Pending: 'PDNG',
		Rejected: 'RJCT',
		Future: 'FUTR',
		Information: 'INFO',
	},
	/** Direct debits and standing orders: v3.1 `…Status1Code`, v4.0 `ExternalMandateStatus1Code`. */
	mandateStatus: {
		Active: 'ACTV',
		Inactive: '',
		Cancelled: 'CANC',
		Expired: 'EXPI',
		Suspended: 'SUSP',
	},
	/** v3.1 `OBExternalDirectDebit` frequencies (without `UK.OBIE.`), v4.0 `OBFrequency6Code`. */
	frequency: {
		Annual: 'YEAR',
		Daily: 'DAIL',
		Fortnightly: 'FRTN',
		HalfYearly: 'MIAN',
		Monthly: 'MNTH',
		NotKnown: 'NONE',
		Quarterly: 'QURT',
		Weekly: 'WEEK',
		AdHoc: 'ADHO',
		AlternateMonth: 'ALMH',
		FiveMonthly: 'FIMH',
		FourMonthly: 'FOMH',
		FourWeekly: 'FOWK',
		IntraDay: 'INDA',
		TwoMonthly: 'TWMH',
		WorkingDay: 'WODL',
	},
	/** v3.1 and v4.0 `OBInternalConsentStatus1Code`. A consent that is revoked in v3.1 is cancelled (CANC) in v4.0. */
	consentStatus: {
		Authorised: 'AUTH',
		AwaitingAuthorisation: 'AWAU',
		Rejected: 'RJCT',
		Revoked: 'CANC',
		Expired: 'EXPD',
	},
	/** v3.1 and v4.0 `Status` of payment consents. */
	paymentConsentStatus: {
		Authorised: 'AUTH',
		AwaitingAuthorisation: 'AWAU',
		Consumed: 'COND',
		Rejected: 'RJCT',
	},
	/** v3.1 `OBTransactionIndividualStatus1Code` and `OBExternalStatus1Code`, v4.0 `OBPaymentStatus`. */
	paymentStatus: {
		AcceptedCreditSettlementCompleted: 'ACCC',
		AcceptedCustomerProfile: 'ACCP',
		AcceptedFundsChecked: 'ACFC',
		AcceptedSettlementCompleted: 'ACSC',
		AcceptedSettlementInProcess: 'ACSP',
		AcceptedTechnicalValidation: 'ACTC',
		AcceptedWithChange: 'ACWC',
		AcceptedWithoutPosting: 'ACWP',
		Blocked: 'BLCK',
		Cancelled: 'CANC',
		InitiationCompleted: 'INCO',
		InitiationFailed: 'INFA',
		InitiationPending: '',
		PartiallyAcceptedTechnicalCorrect: 'PATC',
		Pending: 'PDNG',
		Received: 'RCVD',
		Rejected: 'RJCT',
	},
} satisfies Record<string, Record<string, string>>;

/** `PaymentContextCode` in both versions, without the values that 3.1.11 deprecates. */
export const paymentContexts = [
	'BillingGoodsAndServicesInAdvance',
	'BillingGoodsAndServicesInArrears',
	'EcommerceMerchantInitiatedPayment',
	'FaceToFacePointOfSale',
	'PispPayee',
	'TransferToSelf',
	'TransferToThirdParty',
];

export type CodeTable = keyof typeof codes;

/** Returns the tables, for documents and tests. A word without a code in v4.0 has an empty text. */
export const codeTables: Record<CodeTable, Record<string, string>> = codes;

const words: Record<string, Map<string, string>> = Object.fromEntries(
	Object.entries(codeTables).map(([table, byWord]) => [table, wordsByCode(byWord)]),
);

function wordsByCode(byWord: Record<string, string>): Map<string, string> {
	const pairs = Object.entries(byWord).flatMap(([word, code]) => [
		[word.toLowerCase(), word] as const,
		[code.toLowerCase(), word] as const,
	]);
	return new Map(pairs.filter(([code]) => code !== ''));
}

/** Returns the code of v4.0 for a code or a word of either version, in any case. Undefined: v4.0 has none. */
export function codeFor(table: CodeTable, text: string): string | undefined {
	const word = wordFor(table, text);
	return Object.hasOwn(codes[table], word) ? codeTables[table][word] || undefined : undefined;
}

/** Returns the word for a code or a word of either version, in any case. An unknown code passes unchanged. */
export const wordFor = (table: CodeTable, code: string): string =>
	words[table]?.get(code.replace(/^UK\.OBIE\./, '').toLowerCase()) ?? code;
