/** Versions of the Read/Write API for payments. */
export type PaymentVersion = 'v3.1' | 'v4.0';

/** Kinds of payments, by the path of their resource. */
export type PaymentKind =
	'domestic-payments' | 'domestic-scheduled-payments' | 'domestic-standing-orders';

/** How the standard describes a kind (Read/Write API, payment initiation). */
interface KindRow {
	consents: string;
	/** The member with the ID of the payment. */
	idMember: string;
	/** `jrn_typ` of The Co-operative Bank. */
	journey: 'DP' | 'DSP' | 'DSO';
	/** Members of `Data.Initiation`. */
	members: Record<PaymentVersion, Members>;
	/** The consent has `Data.Permission`, which is `Create`. */
	hasPermission: boolean;
	/** The member with the amount. */
	amount: string;
}

interface Members {
	required: string[];
	optional: string[];
}

const oneTime = ['InstructionIdentification', 'InstructedAmount', 'CreditorAccount'];
const optional = [
	'LocalInstrument',
	'DebtorAccount',
	'CreditorPostalAddress',
	'RemittanceInformation',
	'SupplementaryData',
];
/** Only v4.0 has them. */
const parties = ['UltimateCreditor', 'UltimateDebtor', 'RegulatoryReporting'];

/** Returns the members of a payment that is made once. v4.0 adds optional ones. */
const membersOf = (members: Members): KindRow['members'] => ({
	'v3.1': members,
	'v4.0': { ...members, optional: [...members.optional, ...parties, 'CreditorAgent'] },
});

export const kinds: Record<PaymentKind, KindRow> = {
	'domestic-payments': {
		consents: 'domestic-payment-consents',
		idMember: 'DomesticPaymentId',
		journey: 'DP',
		members: membersOf({ required: [...oneTime, 'EndToEndIdentification'], optional }),
		hasPermission: false,
		amount: 'InstructedAmount',
	},
	'domestic-scheduled-payments': {
		consents: 'domestic-scheduled-payment-consents',
		idMember: 'DomesticScheduledPaymentId',
		journey: 'DSP',
		members: membersOf({
			required: [...oneTime, 'RequestedExecutionDateTime'],
			optional: [...optional, 'EndToEndIdentification'],
		}),
		hasPermission: true,
		amount: 'InstructedAmount',
	},
	'domestic-standing-orders': {
		consents: 'domestic-standing-order-consents',
		idMember: 'DomesticStandingOrderId',
		journey: 'DSO',
		members: {
			'v3.1': {
				required: ['Frequency', 'FirstPaymentDateTime', 'FirstPaymentAmount', 'CreditorAccount'],
				optional: [
					'Reference',
					'NumberOfPayments',
					'RecurringPaymentDateTime',
					'RecurringPaymentAmount',
					'DebtorAccount',
					'SupplementaryData',
				],
			},
			'v4.0': {
				required: ['MandateRelatedInformation', 'FirstPaymentAmount', 'CreditorAccount'],
				optional: [
					'RemittanceInformation',
					'NumberOfPayments',
					'RecurringPaymentAmount',
					'FinalPaymentAmount',
					'DebtorAccount',
					'SupplementaryData',
					...parties,
				],
			},
		},
		hasPermission: true,
		amount: 'FirstPaymentAmount',
	},
};
