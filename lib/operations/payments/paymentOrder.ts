import type { PaymentKind, Payments } from '../../banks/profile';
import { parameterError } from '../../errors';
import type { JsonObject } from '../../responses/body';
import { isCalendarDate } from '../../timeZone';
import { shorten } from '../../transport/redact';
import { creditorAccount, type Payee } from './payee';

/** What the PSU is asked to pay. Amounts are decimal texts in pounds. */
export interface PaymentOrder {
	kind: PaymentKind;
	/**
	 * The caller's own ID of this payment, such as an invoice number. Bank and caller recognise the payment by it; the same
	 * order with the same ID is the same payment.
	 */
	instructionId: string;
	payee: Payee;
	/** Of a standing order: of each payment. */
	amount: string;
	/** What the payee sees. */
	reference?: string;
	/** Day of a scheduled payment, or of the first payment of a standing order: ISO 8601, such as `2027-02-26`. */
	date?: string;
	/** Of a standing order, in the words of OBIE, such as `IntrvlMnthDay:01:05`. */
	frequency?: string;
	/** Of a standing order. Absent: it goes on until somebody ends it. */
	numberOfPayments?: number;
	/** `PaymentContextCode` of OBIE's `Risk`. */
	context?: string;
}

/** How OBIE names a kind of payment (Read/Write, payment initiation). */
interface KindRow {
	consents: string;
	payments: string;
	/** The member with the bank's ID of the payment. */
	idMember: string;
	/** `jrn_typ` of The Co-operative Bank's redirect. */
	journey: 'DP' | 'DSP' | 'DSO';
	/** The standard has `Permission: Create` for payments in the future. */
	hasPermission: boolean;
	/** The bank says whether the account has the money. */
	hasFundsConfirmation: boolean;
	/** Builds the `Initiation` of v3.1. */
	initiation(order: PaymentOrder): JsonObject;
}

export const kinds: Record<PaymentKind, KindRow> = {
	domesticPayment: {
		consents: 'domestic-payment-consents',
		payments: 'domestic-payments',
		idMember: 'DomesticPaymentId',
		journey: 'DP',
		hasPermission: false,
		hasFundsConfirmation: true,
		initiation: (order) => ({
			...identification(order),
			InstructedAmount: pounds(order),
			CreditorAccount: creditorAccount(order.payee),
			...remittance(order),
		}),
	},
	domesticScheduledPayment: {
		consents: 'domestic-scheduled-payment-consents',
		payments: 'domestic-scheduled-payments',
		idMember: 'DomesticScheduledPaymentId',
		journey: 'DSP',
		hasPermission: true,
		hasFundsConfirmation: false,
		initiation: (order) => ({
			...identification(order),
			RequestedExecutionDateTime: startOf(order),
			InstructedAmount: pounds(order),
			CreditorAccount: creditorAccount(order.payee),
			...remittance(order),
		}),
	},
	domesticStandingOrder: {
		consents: 'domestic-standing-order-consents',
		payments: 'domestic-standing-orders',
		idMember: 'DomesticStandingOrderId',
		journey: 'DSO',
		hasPermission: true,
		hasFundsConfirmation: false,
		initiation: (order) => ({
			Frequency: frequencyOf(order),
			...(order.reference && { Reference: referenceOf(order.reference) }),
			...numberOfPayments(order),
			FirstPaymentDateTime: startOf(order),
			FirstPaymentAmount: pounds(order),
			RecurringPaymentAmount: pounds(order),
			CreditorAccount: creditorAccount(order.payee),
		}),
	},
};

function identification(order: PaymentOrder): JsonObject {
	const id = instructionIdOf(order);
	return { InstructionIdentification: id, EndToEndIdentification: id };
}

/**
 * Returns the caller's ID of a payment. OBIE Read/Write: at most 35 characters; Faster Payments passes on 31 of
 * `EndToEndIdentification`. The bank does not get the ID of a standing order, which has no member for it.
 *
 * @throws ConfigurationError for an ID that is empty, too long or has other characters
 */
export function instructionIdOf({ instructionId }: PaymentOrder): string {
	const id = instructionId.trim();
	if (/^[\w.\-/ ]{1,31}$/.test(id)) return id;
	throw parameterError(
		id === ''
			? 'The instruction ID is empty. Enter an ID of your own that no other payment has, such as the number of the invoice.'
			: `The instruction ID "${shorten(id)}" is invalid. Use up to 31 letters, digits, spaces and any of _ . - /.`,
		'instructionId',
	);
}

/** The scheme for `Amount` has up to five decimals; pounds have two. */
function pounds({ amount }: PaymentOrder): { Amount: string; Currency: 'GBP' } {
	const [, whole, pence = ''] = /^(\d{1,13})(?:\.(\d{1,2}))?$/.exec(amount.trim()) ?? [];
	if (whole === undefined || /^0*$/.test(whole + pence)) {
		throw parameterError(
			`"${shorten(amount)}" is not an amount in pounds. Enter a number greater than zero with a decimal point and at most two decimals, such as 12.50.`,
			'amount',
		);
	}
	return { Amount: `${BigInt(whole)}.${pence.padEnd(2, '0')}`, Currency: 'GBP' };
}

/** Faster Payments: 18 characters of this set. */
function referenceOf(reference: string): string {
	const text = reference.trim();
	if (/^[A-Za-z0-9&.\-/ ]{1,18}$/.test(text)) return text;
	throw parameterError(
		`The reference "${shorten(text)}" is invalid. Faster Payments allows up to 18 letters, digits, spaces and any of & . - /.`,
		'reference',
	);
}

const remittance = ({ reference }: PaymentOrder): JsonObject =>
	reference ? { RemittanceInformation: { Reference: referenceOf(reference) } } : {};

/** The standard has a date-time with a time zone, of which banks use the day. */
function startOf({ date = '' }: PaymentOrder): string {
	const day = date.trim();
	if (/^\d{4}-\d{2}-\d{2}$/.test(day) && isCalendarDate(day)) return `${day}T00:00:00+00:00`;
	throw parameterError(
		day === ''
			? 'The payment date is empty.'
			: `"${shorten(day)}" is not a day of the calendar. Enter it as YYYY-MM-DD.`,
		'paymentDate',
	);
}

/** OBIE Read/Write, `Frequency` of v3.1 */
const frequency =
	/^(?:EvryDay|EvryWorkgDay|IntrvlDay:(?:0[2-9]|[12]\d|3[01])|IntrvlWkDay:0[1-9]:0[1-7]|WkInMnthDay:0[1-5]:0[1-7]|IntrvlMnthDay:(?:0[1-6]|12|24):(?:-0[1-5]|0[1-9]|[12]\d|3[01])|QtrDay:(?:ENGLISH|SCOTTISH|RECEIVED))$/;

function frequencyOf({ frequency: value = '' }: PaymentOrder): string {
	if (frequency.test(value)) return value;
	throw parameterError(
		`"${shorten(value)}" is not a frequency. Enter it in the words of OBIE, such as IntrvlMnthDay:01:05 for the fifth of each month.`,
		'frequency',
	);
}

function numberOfPayments({ numberOfPayments: count }: PaymentOrder): JsonObject {
	if (count === undefined) return {};
	if (Number.isInteger(count) && count >= 1 && count <= 998)
		return { NumberOfPayments: String(count) };
	throw parameterError(
		`${count} is not a number of payments. Enter a whole number from 1 to 998.`,
		'numberOfPayments',
	);
}

/** Returns `Data.Initiation` and `Risk` of the consent for an order. @throws ConfigurationError for invalid members */
export function initiationOf(order: PaymentOrder): { Initiation: JsonObject; Risk: JsonObject } {
	return {
		Initiation: kinds[order.kind].initiation(order),
		Risk: order.context ? { PaymentContextCode: order.context } : {},
	};
}

/** Returns whether the bank offers this kind of payment. */
export const offersKind = ({ kinds: offered }: Payments, kind: PaymentKind): boolean =>
	offered === undefined || offered.includes(kind);
