import { validateIBAN, ValidationErrorsIBAN } from 'ibantools';

import { ConfigurationError } from '../../errors';

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

/** Request body, the bank's spelling. Limits are whole numbers of 32 bits. */
export interface Agreement {
	/** The corporation that the PSU is a member of. */
	owner: string;
	name: string;
	engagements: Engagement[];
}

export interface Engagement {
	/** The PSU who is to see the account when giving consent. */
	customer: string;
	/** An account of the corporation. */
	account: { iban: string };
	roles: EngagementRole[];
	registerLimit: number;
	approvalLimit: number;
}

/**
 * An agreement as the operator gave it, checked against the bank's schema. IBANs lose their spaces.
 *
 * @throws ConfigurationError that names the engagement and what is wrong with it
 */
export function readAgreementInput(input: Agreement): Agreement {
	requireText(input.owner, 'Owner');
	requireText(input.name, 'Name');
	if (!Array.isArray(input.engagements) || input.engagements.length === 0) {
		throw invalid('The agreement has no engagements; add at least one.', 'Engagements');
	}
	return {
		owner: input.owner,
		name: input.name,
		engagements: input.engagements.map((engagement, index) =>
			readEngagement(engagement, index + 1),
		),
	};
}

/** What the bank takes but the operator may not want: one sentence for each engagement that no consent can use. */
export const agreementHints = (agreement: Agreement): string[] => [
	...rolesHints(agreement),
	...ownerHints(agreement),
];

/** Eika, "Create sandbox agreements", introduction: the account belongs to the corporation, not to the PSU. */
const ownerHints = ({ owner, engagements }: Agreement): string[] =>
	engagements.flatMap(({ customer }, index) =>
		customer === owner
			? [
					`Engagement ${index + 1}: Customer is the owner of the agreement. It should be the PSU who is a member of the corporation.`,
				]
			: [],
	);

const rolesHints = ({ engagements }: Agreement): string[] =>
	engagements.flatMap(({ roles }, index) => {
		const missing = (['REGISTER', 'VIEW'] as const).filter((role) => !roles.includes(role));
		if (missing.length === 0) return [];
		return `Engagement ${index + 1} lacks ${missing.join(' and ')}: without both REGISTER and VIEW its account cannot be chosen when the PSU gives consent.`;
	});

function readEngagement(engagement: Engagement, number: number): Engagement {
	const at = `Engagement ${number}`;
	requireText(engagement?.customer, `${at}: Customer`);
	return {
		customer: engagement.customer,
		account: { iban: readIban(engagement.account?.iban, at) },
		roles: readRoles(engagement.roles, at),
		registerLimit: readLimit(engagement.registerLimit, `${at}: Register Limit`),
		approvalLimit: readLimit(engagement.approvalLimit, `${at}: Approval Limit`),
	};
}

/** ISO 13616. The account number's own check digit is left to the bank: sandboxes invent account numbers. */
function readIban(text: unknown, at: string): string {
	const iban = String(text ?? '')
		.replace(/\s+/g, '')
		.toUpperCase();
	const { errorCodes } = validateIBAN(iban);
	const mistakes = errorCodes.filter(
		(code) => code !== ValidationErrorsIBAN.WrongAccountBankBranchChecksum,
	);
	if (mistakes.length === 0) return iban;
	throw invalid(`${at}: "${iban}" is not an IBAN (${ibanMistake(mistakes)}).`, 'Engagements');
}

function ibanMistake(codes: ValidationErrorsIBAN[]): string {
	if (codes.includes(ValidationErrorsIBAN.NoIBANProvided)) return 'it is empty';
	if (codes.includes(ValidationErrorsIBAN.NoIBANCountry)) return 'unknown country code';
	if (codes.includes(ValidationErrorsIBAN.WrongBBANLength)) return 'wrong length';
	if (codes.includes(ValidationErrorsIBAN.WrongBBANFormat)) return 'wrong form';
	return 'its check digits do not fit';
}

function readRoles(roles: unknown, at: string): EngagementRole[] {
	if (!Array.isArray(roles) || roles.length === 0) {
		throw invalid(
			`${at}: Roles are empty; choose of ${engagementRoles.join(', ')}.`,
			'Engagements',
		);
	}
	const unknown = roles.find((role) => !engagementRoles.includes(role as EngagementRole));
	if (unknown === undefined) return roles as EngagementRole[];
	throw invalid(
		`${at}: the role "${String(unknown)}" is unknown; Eika knows ${engagementRoles.join(', ')}.`,
		'Engagements',
	);
}

function readLimit(limit: unknown, at: string): number {
	if (typeof limit === 'number' && (limit | 0) === limit) return limit;
	throw invalid(`${at}: "${String(limit)}" is not a whole number of 32 bits.`, 'Engagements');
}

function requireText(value: unknown, field: string): void {
	if (typeof value === 'string' && value.trim() !== '') return;
	throw invalid(`${field} is empty or not a text.`, field);
}

const invalid = (message: string, field: string) =>
	new ConfigurationError(message, { field, tppAction: 'fixRequest' });
