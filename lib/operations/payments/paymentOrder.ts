import type { PaymentKind, Payments } from '../../banks/profile';
import { parameterError, shorten } from '../../errors';
import type { JsonObject } from '../../responses/body';
import { enteredText } from '../../responses/json';
import { isCalendarDate } from '../../calendar';
import { codeFor, paymentContexts } from '../accountInformation/codes';
import { toMoney, type Money } from './money';
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
	/** Of a standing order: a pattern of v3.1, such as `IntrvlMnthDay:01:05`, or a code of v4.0, such as `MNTH`. */
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
	/** Builds the `Initiation` in the bank's version of the standard. */
	initiation(order: PaymentOrder, rules: Payments): JsonObject;
}

export const kinds: Record<PaymentKind, KindRow> = {
	domesticPayment: {
		consents: 'domestic-payment-consents',
		payments: 'domestic-payments',
		idMember: 'DomesticPaymentId',
		journey: 'DP',
		hasPermission: false,
		hasFundsConfirmation: true,
		initiation: (order, rules) => ({
			...identification(order),
			InstructedAmount: pounds(order),
			CreditorAccount: creditorAccount(order.payee, rules),
			...remittance(order, rules),
		}),
	},
	domesticScheduledPayment: {
		consents: 'domestic-scheduled-payment-consents',
		payments: 'domestic-scheduled-payments',
		idMember: 'DomesticScheduledPaymentId',
		journey: 'DSP',
		hasPermission: true,
		hasFundsConfirmation: false,
		initiation: (order, rules) => ({
			...identification(order),
			RequestedExecutionDateTime: startOf(order),
			InstructedAmount: pounds(order),
			CreditorAccount: creditorAccount(order.payee, rules),
			...remittance(order, rules),
		}),
	},
	domesticStandingOrder: {
		consents: 'domestic-standing-order-consents',
		payments: 'domestic-standing-orders',
		idMember: 'DomesticStandingOrderId',
		journey: 'DSO',
		hasPermission: true,
		hasFundsConfirmation: false,
		initiation: (order, rules) => ({
			...schedule(order, rules),
			...numberOfPayments(order),
			FirstPaymentAmount: pounds(order),
			RecurringPaymentAmount: pounds(order),
			CreditorAccount: creditorAccount(order.payee, rules),
		}),
	},
};

/** Returns when a standing order is paid, and its reference: v4.0 has them in objects of their own. */
function schedule(order: PaymentOrder, rules: Payments): JsonObject {
	const FirstPaymentDateTime = startOf(order);
	if (rules.version === 'v4.0') {
		const Frequency = { Type: frequencyCode(order, rules) };
		return {
			...remittance(order, rules),
			MandateRelatedInformation: { FirstPaymentDateTime, Frequency },
		};
	}
	const Reference = referenceOf(order, rules);
	return {
		Frequency: frequencyPattern(order, rules),
		...(Reference && { Reference }),
		FirstPaymentDateTime,
	};
}

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

const pounds = ({ amount }: PaymentOrder): Money => toMoney(amount, 'GBP');

/**
 * Returns the reference, if there is one. Faster Payments carries 18 characters of this set.
 *
 * @throws ConfigurationError for other characters, or what the bank refuses
 */
function referenceOf({ reference = '' }: PaymentOrder, rules: Payments): string | undefined {
	const text = reference.trim();
	if (text === '') {
		if (!rules.reference?.required) return undefined;
		throw parameterError('The reference is empty. This bank requires one.', 'reference');
	}
	if (!/^[A-Za-z0-9&.\-/ ]{1,18}$/.test(text)) {
		throw parameterError(
			`The reference "${shorten(text)}" is invalid. Faster Payments allows up to 18 letters, digits, spaces and any of & . - /.`,
			'reference',
		);
	}
	if (rules.reference?.noCardNumbers && hasCardNumber(text)) {
		throw parameterError(
			'The reference looks like the number of a payment card, which this bank refuses. Enter another reference.',
			'reference',
		);
	}
	return text;
}

/** Returns whether 16 digits in a row have the check digit of a card number (ISO/IEC 7812-1, annex B: Luhn). */
function hasCardNumber(text: string): boolean {
	const rows = text.match(/\d{16,}/g) ?? [];
	return rows.some((digits) =>
		Array.from({ length: digits.length - 15 }, (_, start) => digits.slice(start, start + 16)).some(
			isLuhn,
		),
	);
}

function isLuhn(digits: string): boolean {
	const sum = [...digits].reverse().reduce((total, digit, index) => {
		const value = Number(digit) * (1 + (index % 2));
		return total + (value > 9 ? value - 9 : value);
	}, 0);
	return sum % 10 === 0;
}

function remittance(order: PaymentOrder, rules: Payments): JsonObject {
	const Reference = referenceOf(order, rules);
	if (!Reference) return {};
	return {
		RemittanceInformation:
			rules.version === 'v4.0'
				? { Structured: [{ CreditorReferenceInformation: { Reference } }] }
				: { Reference },
	};
}

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

function frequencyPattern(
	{ frequency: value = '' }: PaymentOrder,
	{ frequencies }: Payments,
): string {
	const isOffered = (offered: string) =>
		value === offered || (value.startsWith(`${offered}:`) && !value.includes(':-'));
	const isStandard = frequency.test(value);
	if (isStandard && (!frequencies || frequencies.some(isOffered))) return value;
	throw parameterError(
		isStandard
			? `This bank does not offer the frequency "${shorten(value)}". It offers ${frequencies!.join(', ')}, each followed by : and the day.`
			: `"${shorten(value)}" is not a frequency. Enter a frequency code of OBIE, such as IntrvlMnthDay:01:05 for the fifth of each month.`,
		'frequency',
	);
}

/** OBIE Read/Write 4.0, `OBFrequency6.Type`: a code, or a pattern of v3.1. */
function frequencyCode({ frequency: value = '' }: PaymentOrder, { frequencies }: Payments): string {
	const code = codeFor('frequency', value);
	const type = code ?? value;
	const isStandard = code !== undefined || frequency.test(value);
	if (isStandard && frequencies?.includes(type) !== false) return type;
	const offered = frequencies?.join(', ') ?? 'MNTH for each month';
	throw parameterError(
		isStandard
			? `This bank does not offer the frequency "${shorten(value)}". It offers ${offered}.`
			: `"${shorten(value)}" is not a frequency. Enter a code of OBIE 4.0, such as ${offered}.`,
		'frequency',
	);
}

function numberOfPayments({ numberOfPayments: count }: PaymentOrder): JsonObject {
	if (count === undefined) return {};
	if (Number.isInteger(count) && count >= 1 && count <= 998)
		return { NumberOfPayments: String(count) };
	throw parameterError(
		`${enteredText(count)} is not a number of payments. Enter a whole number from 1 to 998.`,
		'numberOfPayments',
	);
}

function riskOf({ context }: PaymentOrder, { version }: Payments): JsonObject {
	if (!context) return {};
	const isKnown = paymentContexts.includes(context);
	if (isKnown && !(version === 'v4.0' && context === 'PispPayee')) {
		return { PaymentContextCode: context };
	}
	throw parameterError(
		`"${shorten(context)}" is not a payment context ${isKnown ? 'in version 4.0 of the standard, which this bank uses' : 'of the standard'}.`,
		'context',
	);
}

/** Returns `Data.Initiation` and `Risk` of the consent for an order. @throws ConfigurationError for invalid members */
export function initiationOf(
	order: PaymentOrder,
	rules: Payments,
): { Initiation: JsonObject; Risk: JsonObject } {
	return {
		Initiation: kinds[order.kind].initiation(order, rules),
		Risk: riskOf(order, rules),
	};
}
