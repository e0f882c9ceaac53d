import { obieRefused } from '../accountInformation/refusal';
import { kinds, type PaymentKind } from './kinds';

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
	reference?: string;
	/** ISO 8601: of a payment in the future. */
	date?: string;
	frequency?: string;
}

/** Reads the body of a consent. @throws ObieRefusal for a member that is missing, unexpected or invalid */
export function readPaymentRequest(kind: PaymentKind, body: unknown): PaymentRequest {
	const { Data, Risk } = members(body, '');
	const data = members(Data, 'Data');
	const { required, optional, hasPermission } = kinds[kind];
	if (hasPermission && data['Permission'] !== 'Create') {
		throw obieRefused(400, 'U002', 'Permission must be Create', 'Data.Permission');
	}
	const initiation = members(data['Initiation'], 'Data.Initiation');
	for (const name of required) {
		if (initiation[name] === undefined) {
			throw obieRefused(400, 'U004', `${name} is missing`, `Data.Initiation.${name}`);
		}
	}
	for (const [name, value] of Object.entries(initiation)) {
		if (![...required, ...optional].includes(name)) {
			throw obieRefused(400, 'U005', `${name} is not expected`, `Data.Initiation.${name}`);
		}
		checks[name]?.(value, `Data.Initiation.${name}`);
	}
	const refund = data['ReadRefundAccount'];
	return {
		kind,
		Initiation: initiation,
		Risk: members(Risk, 'Risk'),
		...(typeof refund === 'string' && { ReadRefundAccount: refund }),
	};
}

/** Returns what the PSU is asked to pay. */
export function factsOf({ kind, Initiation }: PaymentRequest): PaymentFacts {
	const account = Initiation['CreditorAccount'] as Record<string, string>;
	const amount = Initiation[kinds[kind].amount] as Record<string, string>;
	const remittance = Initiation['RemittanceInformation'] as { Reference?: string } | undefined;
	const date = Initiation['RequestedExecutionDateTime'] ?? Initiation['FirstPaymentDateTime'];
	return {
		payee: account['Name']!,
		account: account['Identification']!,
		amount: amount['Amount']!,
		currency: amount['Currency']!,
		reference: remittance?.Reference ?? (Initiation['Reference'] as string | undefined),
		date: date as string | undefined,
		frequency: Initiation['Frequency'] as string | undefined,
	};
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
	// "GBP only", page on payment initiation
	matching(/^GBP$/)(Currency, `${path}.Currency`);
};

const account: Check = (value, path) => {
	const { SchemeName, Identification, Name } = members(value, path);
	const pattern = identifications[String(SchemeName)];
	if (!pattern) {
		throw obieRefused(400, 'U021', 'SchemeName is not supported', `${path}.SchemeName`);
	}
	matching(pattern)(Identification, `${path}.Identification`);
	matching(/^.{1,350}$/)(Name ?? '', `${path}.Name`);
};

const identifications: Record<string, RegExp> = {
	'UK.OBIE.SortCodeAccountNumber': /^\d{14}$/,
	'UK.OBIE.IBAN': /^[A-Z]{2}\d{2}[A-Z\d]{11,30}$/,
};

const day = 86_400_000;

/** "Scheduled": not today, not beyond two years. */
const futureDate: Check = (value, path) => {
	matching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/)(value, path);
	const date = new Date(String(value));
	const days = (date.getTime() - Date.now()) / day;
	const isWeekend = [0, 6].includes(date.getUTCDay());
	if (days > 0 && days <= 731 && !isWeekend) return;
	throw obieRefused(400, 'U003', `${path} is not a banking day after today within two years`, path);
};

const text35 = matching(/^.{1,35}$/);

const checks: Record<string, Check> = {
	InstructionIdentification: text35,
	EndToEndIdentification: text35,
	InstructedAmount: money,
	FirstPaymentAmount: money,
	RecurringPaymentAmount: money,
	CreditorAccount: account,
	DebtorAccount: account,
	RequestedExecutionDateTime: futureDate,
	FirstPaymentDateTime: futureDate,
	Reference: text35,
	// "Frequency" and "NumberOfPayments", page on payment initiation
	Frequency: (value, path) => {
		const isOffered =
			/^IntrvlWkDay:(01|02|04):0[1-7]$/.test(String(value)) ||
			/^IntrvlMnthDay:(01|02|03|06|12):(0[1-9]|[12]\d|3[01])$/.test(String(value));
		if (!isOffered) throw obieRefused(400, 'U025', 'Frequency is not supported', path);
	},
	NumberOfPayments: matching(/^[1-9]\d{0,2}$/),
};
