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
	required: string[];
	optional: string[];
	/** The consent has `Data.Permission`, which is `Create`. */
	hasPermission: boolean;
	/** The member with the amount. */
	amount: string;
}

const oneTime = ['InstructionIdentification', 'InstructedAmount', 'CreditorAccount'];
const optional = [
	'LocalInstrument',
	'DebtorAccount',
	'CreditorPostalAddress',
	'RemittanceInformation',
	'SupplementaryData',
];

export const kinds: Record<PaymentKind, KindRow> = {
	'domestic-payments': {
		consents: 'domestic-payment-consents',
		idMember: 'DomesticPaymentId',
		journey: 'DP',
		required: [...oneTime, 'EndToEndIdentification'],
		optional,
		hasPermission: false,
		amount: 'InstructedAmount',
	},
	'domestic-scheduled-payments': {
		consents: 'domestic-scheduled-payment-consents',
		idMember: 'DomesticScheduledPaymentId',
		journey: 'DSP',
		required: [...oneTime, 'RequestedExecutionDateTime'],
		optional: [...optional, 'EndToEndIdentification'],
		hasPermission: true,
		amount: 'InstructedAmount',
	},
	'domestic-standing-orders': {
		consents: 'domestic-standing-order-consents',
		idMember: 'DomesticStandingOrderId',
		journey: 'DSO',
		required: ['Frequency', 'FirstPaymentDateTime', 'FirstPaymentAmount', 'CreditorAccount'],
		optional: [
			'Reference',
			'NumberOfPayments',
			'RecurringPaymentDateTime',
			'RecurringPaymentAmount',
			'DebtorAccount',
			'SupplementaryData',
		],
		hasPermission: true,
		amount: 'FirstPaymentAmount',
	},
};
