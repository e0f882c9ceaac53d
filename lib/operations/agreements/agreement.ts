import { validateIBAN, ValidationErrorsIBAN } from 'ibantools';

import { parameterError } from '../../errors';

/** Eika, "Create sandbox agreements", request body: `roles`. */
export const engagementRoles = [
	'OWNER',
	'DISPOSAL',
	'VIEW',
	'REGISTER',
	'APPROVE',
	'INTERNAL_TRANSFER',
	'SALARY',
] as const;

export type EngagementRole = (typeof engagementRoles)[number];

/** The request body in the bank's spelling. Limits are 32-bit integers. */
export interface Agreement {
	/** The company that the PSU is a member of. */
	owner: string;
	name: string;
	engagements: Engagement[];
}

export interface Engagement {
	/** The PSU who can choose the account when giving consent. */
	customer: string;
	/** An account of the company. */
	account: { iban: string };
	roles: EngagementRole[];
	registerLimit: number;
	approvalLimit: number;
}

/**
 * Checks an entered agreement against the bank's schema and returns it with normalised IBANs.
 *
 * @throws ConfigurationError that names the engagement and the problem
 */
export function readAgreementInput(input: Agreement): Agreement {
	assertText(input.owner, 'The owner', 'owner');
	assertText(input.name, 'The name', 'name');
	if (!Array.isArray(input.engagements) || input.engagements.length === 0) {
		throw parameterError('The agreement has no engagements. Add at least one.', 'engagements');
	}
	return {
		owner: input.owner,
		name: input.name,
		engagements: input.engagements.map((engagement, index) =>
			readEngagement(engagement, index + 1),
		),
	};
}

/** Returns a sentence for each engagement that the bank accepts but no consent can use. */
export const agreementHints = (agreement: Agreement): string[] => [
	...rolesHints(agreement),
	...ownerHints(agreement),
];

/** Eika, "Create sandbox agreements", introduction: the account belongs to the company, not to the PSU. */
const ownerHints = ({ owner, engagements }: Agreement): string[] =>
	engagements.flatMap(({ customer }, index) =>
		customer === owner
			? [
					`Engagement ${index + 1}: the customer is the owner of the agreement. Enter the PSU who is a member of the company.`,
				]
			: [],
	);

const rolesHints = ({ engagements }: Agreement): string[] =>
	engagements.flatMap(({ roles }, index) => {
		const missing = (['REGISTER', 'VIEW'] as const).filter((role) => !roles.includes(role));
		if (missing.length === 0) return [];
		return `Engagement ${index + 1} lacks ${missing.join(' and ')}. Without both REGISTER and VIEW, the PSU cannot choose its account when giving consent.`;
	});

function readEngagement(engagement: Engagement, number: number): Engagement {
	const at = `Engagement ${number}`;
	assertText(engagement?.customer, `${at}: the customer`, 'engagements');
	return {
		customer: engagement.customer,
		account: { iban: readIban(engagement.account?.iban, at) },
		roles: readRoles(engagement.roles, at),
		registerLimit: readLimit(engagement.registerLimit, `${at}: the register limit`),
		approvalLimit: readLimit(engagement.approvalLimit, `${at}: the approval limit`),
	};
}

/**
 * Returns an IBAN (ISO 13616) in upper case without spaces. The check digit of the national account number is not checked,
 * because sandboxes use invented account numbers.
 */
function readIban(text: unknown, at: string): string {
	const iban = String(text ?? '')
		.replace(/\s+/g, '')
		.toUpperCase();
	const { errorCodes } = validateIBAN(iban);
	const problems = errorCodes.filter(
		(code) => code !== ValidationErrorsIBAN.WrongAccountBankBranchChecksum,
	);
	if (problems.length === 0) return iban;
	throw invalidEngagement(`${at}: "${iban}" is not a valid IBAN (${describeProblem(problems)}).`);
}

function describeProblem(codes: ValidationErrorsIBAN[]): string {
	if (codes.includes(ValidationErrorsIBAN.NoIBANProvided)) return 'it is empty';
	if (codes.includes(ValidationErrorsIBAN.NoIBANCountry)) return 'unknown country code';
	if (codes.includes(ValidationErrorsIBAN.WrongBBANLength)) return 'wrong length';
	if (codes.includes(ValidationErrorsIBAN.WrongBBANFormat)) return 'wrong format';
	return 'wrong check digits';
}

function readRoles(roles: unknown, at: string): EngagementRole[] {
	if (!Array.isArray(roles) || roles.length === 0) {
		throw invalidEngagement(`${at} has no roles. Choose from ${engagementRoles.join(', ')}.`);
	}
	const unknown = roles.find((role) => !engagementRoles.includes(role as EngagementRole));
	if (unknown === undefined) return roles as EngagementRole[];
	throw invalidEngagement(
		`${at}: "${String(unknown)}" is not a valid role. Choose from ${engagementRoles.join(', ')}.`,
	);
}

function readLimit(limit: unknown, subject: string): number {
	if (typeof limit === 'number' && (limit | 0) === limit) return limit;
	throw invalidEngagement(`${subject} "${String(limit)}" is not a 32-bit integer.`);
}

function assertText(value: unknown, subject: string, key: string): void {
	if (typeof value === 'string' && value.trim() !== '') return;
	throw parameterError(`${subject} is empty or not a text.`, key);
}

const invalidEngagement = (message: string) => parameterError(message, 'engagements');
