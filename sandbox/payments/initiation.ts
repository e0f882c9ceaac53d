import { isDeepStrictEqual } from 'node:util';

import { daysAfter } from '../data/days';
import { obieRefused } from '../accountInformation/refusal';
import { kinds, type PaymentKind, type PaymentVersion } from './kinds';

type Members = Record<string, unknown>;

/** A payment as the TPP describes it in the consent. */
export interface PaymentRequest {
	kind: PaymentKind;
	Initiation: Members;
	Risk: Members;
	ReadRefundAccount?: string;
}

/** The facts of a payment that the PSU sees. */
export interface PaymentFacts {
	payee: string;
	account: string;
	amount: string;
	currency: string;
	/** Of a standing order, where they differ from the first amount. */
	recurringAmount?: string;
	finalAmount?: string;
	reference?: string;
	/** ISO 8601: of a payment in the future. */
	date?: string;
	/** Of a standing order. */
	frequency?: string;
	/** How often a standing order is paid. */
	numberOfPayments?: string;
	/** ISO 8601: when a standing order is paid for the last time. */
	lastDate?: string;
}

/** What a bank accepts. */
export interface PaymentRules {
	/** Version of the Read/Write API. */
	version: PaymentVersion;
	/** Absent: all kinds. */
	kinds?: PaymentKind[];
	/** Schemes of accounts. Absent: those of the United Kingdom. */
	accountSchemes?: string[];
	/** Frequencies of standing orders. */
	frequencies: RegExp;
	/** Days of scheduled payments. Absent: every day after today. */
	scheduled?: { maximumDays: number; bankHolidays: readonly string[] };
	/** The payment needs a reference that the bank accepts. Absent: references are optional. */
	reference?: RegExp;
	/** The payments of a standing order have one amount. */
	hasOneAmount?: true;
}

/** Reads the body of a consent. @throws ObieRefusal for a member that is missing, unexpected or invalid */
export function readPaymentRequest(
	kind: PaymentKind,
	body: unknown,
	rules: PaymentRules,
): PaymentRequest {
	const { Data, Risk } = members(body, '');
	const data = members(Data, 'Data');
	const { hasPermission } = kinds[kind];
	if (hasPermission && data['Permission'] !== 'Create') {
		throw obieRefused(400, 'U002', 'Permission must be Create', 'Data.Permission');
	}
	const initiation = members(data['Initiation'], 'Data.Initiation');
	assertMembers(initiation, kinds[kind].members[rules.version]);
	const checks = checksOf(rules);
	for (const [name, value] of Object.entries(initiation)) {
		checks[name]?.(value, `Data.Initiation.${name}`);
	}
	const refund = data['ReadRefundAccount'];
	const request = {
		kind,
		Initiation: initiation,
		Risk: members(Risk, 'Risk'),
		...(typeof refund === 'string' && { ReadRefundAccount: refund }),
	};
	assertReference(request, rules);
	assertEnd(initiation);
	if (rules.hasOneAmount) assertOneAmount(initiation);
	return request;
}

function assertMembers(
	initiation: Members,
	{ required, optional }: { required: string[]; optional: string[] },
): void {
	const missing = required.find((name) => initiation[name] === undefined);
	if (missing) {
		throw obieRefused(400, 'U004', `${missing} is missing`, `Data.Initiation.${missing}`);
	}
	const known = [...required, ...optional];
	const unexpected = Object.keys(initiation).find((name) => !known.includes(name));
	if (unexpected) {
		throw obieRefused(
			400,
			'U005',
			`${unexpected} is not expected`,
			`Data.Initiation.${unexpected}`,
		);
	}
}

function assertReference(request: PaymentRequest, { reference }: PaymentRules): void {
	if (!reference || reference.test(factsOf(request).reference ?? '')) return;
	throw obieRefused(
		400,
		'U002',
		'The reference is missing or invalid',
		'Data.Initiation.RemittanceInformation',
	);
}

/** Read/Write API, standing orders: they end after a number of payments or on a day, and only then have a last amount. */
function assertEnd(initiation: Members): void {
	const { FinalPaymentDateTime } = Object(initiation['MandateRelatedInformation']) as Members;
	const { NumberOfPayments, FinalPaymentAmount } = initiation;
	if (NumberOfPayments !== undefined && FinalPaymentDateTime !== undefined) {
		throw obieRefused(400, 'U005', 'NumberOfPayments is there already', 'FinalPaymentDateTime');
	}
	if (FinalPaymentAmount === undefined || (NumberOfPayments ?? FinalPaymentDateTime)) return;
	throw obieRefused(400, 'U005', 'The standing order has no end', 'FinalPaymentAmount');
}

function assertOneAmount(initiation: Members): void {
	const amounts = ['FirstPaymentAmount', 'RecurringPaymentAmount', 'FinalPaymentAmount'];
	const given = amounts.filter((name) => initiation[name] !== undefined);
	const other = given.find((name) => !isDeepStrictEqual(initiation[name], initiation[given[0]!]));
	if (!other) return;
	throw obieRefused(400, 'U002', 'The amounts differ', `Data.Initiation.${other}`);
}

/** Returns what the PSU is asked to pay. */
export function factsOf({ kind, Initiation }: PaymentRequest): PaymentFacts {
	const account = Initiation['CreditorAccount'] as Record<string, string>;
	const amount = Initiation[kinds[kind].amount] as Record<string, string>;
	// v4.0 has the terms of a standing order in an object of their own.
	const { Frequency, ...terms } = (Initiation['MandateRelatedInformation'] ??
		Initiation) as Members;
	const date = Initiation['RequestedExecutionDateTime'] ?? terms['FirstPaymentDateTime'];
	const frequency = (Object(Frequency) as { Type?: string }).Type ?? Frequency;
	const other = (name: string) => {
		const money = Initiation[name] as Record<string, string> | undefined;
		return money && Number(money['Amount']) !== Number(amount['Amount'])
			? money['Amount']
			: undefined;
	};
	return {
		payee: account['Name']!,
		account: account['Identification']!,
		amount: amount['Amount']!,
		currency: amount['Currency']!,
		reference: referenceIn(Initiation),
		date: date as string | undefined,
		frequency: typeof frequency === 'string' ? frequency : undefined,
		recurringAmount: other('RecurringPaymentAmount'),
		finalAmount: other('FinalPaymentAmount'),
		numberOfPayments: Initiation['NumberOfPayments'] as string | undefined,
		lastDate: terms['FinalPaymentDateTime'] as string | undefined,
	};
}

function referenceIn({ RemittanceInformation, Reference }: Members): string | undefined {
	const remittance = Object(RemittanceInformation) as {
		Reference?: string;
		Structured?: Array<{ CreditorReferenceInformation?: { Reference?: string } }>;
	};
	const structured = remittance.Structured?.[0]?.CreditorReferenceInformation?.Reference;
	return structured ?? remittance.Reference ?? (Reference as string | undefined);
}

function members(value: unknown, path: string): Members {
	if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Members;
	throw obieRefused(400, 'U004', `${path || 'The body'} is missing or not an object`, path);
}

type Check = (value: unknown, path: string) => void;

const matching =
	(pattern: RegExp): Check =>
	(value, path) => {
		if (typeof value === 'string' && pattern.test(value)) return;
		throw obieRefused(400, 'U002', `${path} is invalid`, path);
	};

const money: Check = (value, path) => {
	const { Amount, Currency } = members(value, path);
	matching(/^\d{1,13}(\.\d{1,5})?$/)(Amount, `${path}.Amount`);
	if (Number(Amount) === 0) throw obieRefused(400, 'U002', 'Amount is zero', `${path}.Amount`);
	// The Co-operative Bank, "GBP only"; Zopa, "Currency"
	matching(/^GBP$/)(Currency, `${path}.Currency`);
};

const account =
	({ accountSchemes = Object.keys(identifications) }: PaymentRules): Check =>
	(value, path) => {
		const { SchemeName, Identification, Name } = members(value, path);
		if (!accountSchemes.includes(String(SchemeName))) {
			throw obieRefused(400, 'U021', 'SchemeName is not supported', `${path}.SchemeName`);
		}
		matching(identifications[String(SchemeName)]!)(Identification, `${path}.Identification`);
		matching(/^.{1,350}$/)(Name ?? '', `${path}.Name`);
	};

const identifications: Record<string, RegExp> = {
	'UK.OBIE.SortCodeAccountNumber': /^\d{14}$/,
	'UK.OBIE.IBAN': /^[A-Z]{2}\d{2}[A-Z\d]{11,30}$/,
};

/** A day after today. */
const futureDate: Check = (value, path) => {
	matching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/)(value, path);
	if (Date.parse(String(value)) > Date.now()) return;
	throw obieRefused(400, 'U003', `${path} is not after today`, path);
};

const scheduledDate =
	({ scheduled }: PaymentRules): Check =>
	(value, path) => {
		futureDate(value, path);
		if (!scheduled) return;
		const date = new Date(String(value));
		const isTooFar = date > daysAfter(new Date(), scheduled.maximumDays);
		const isWeekend = [0, 6].includes(date.getUTCDay());
		const isHoliday = scheduled.bankHolidays.includes(String(value).slice(0, 10));
		if (!isTooFar && !isWeekend && !isHoliday) return;
		throw obieRefused(400, 'U003', `${path} is not a banking day ahead that is accepted`, path);
	};

const frequency =
	({ frequencies }: PaymentRules): Check =>
	(value, path) => {
		if (frequencies.test(String(value))) return;
		throw obieRefused(400, 'U025', 'Frequency is not supported', path);
	};

/** Read/Write 4.0, `OBMandateRelatedInformation1`. */
const mandate =
	(rules: PaymentRules): Check =>
	(value, path) => {
		const mandateInformation = members(value, path);
		const { Type } = members(mandateInformation['Frequency'], `${path}.Frequency`);
		frequency(rules)(Type, `${path}.Frequency.Type`);
		for (const name of ['FirstPaymentDateTime', 'FinalPaymentDateTime']) {
			const date = mandateInformation[name];
			if (date !== undefined) futureDate(date, `${path}.${name}`);
		}
	};

const text35 = matching(/^.{1,35}$/);

const checksOf = (rules: PaymentRules): Record<string, Check> => ({
	InstructionIdentification: text35,
	EndToEndIdentification: text35,
	InstructedAmount: money,
	FirstPaymentAmount: money,
	RecurringPaymentAmount: money,
	FinalPaymentAmount: money,
	CreditorAccount: account(rules),
	DebtorAccount: account(rules),
	RequestedExecutionDateTime: scheduledDate(rules),
	FirstPaymentDateTime: futureDate,
	MandateRelatedInformation: mandate(rules),
	Reference: text35,
	Frequency: frequency(rules),
	NumberOfPayments: matching(/^[1-9]\d{0,2}$/),
});
