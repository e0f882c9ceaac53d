import { parameterError } from '../../errors';
import { enteredText } from '../../responses/json';
import { shownId } from '../../transport/redact';
import { readIban } from '../iban';
import { customerNumberHints, readChoice, readCustomerNumber, readText } from './input';

/** Tietoevry's portals, "Create sandbox customers": `type`. */
export const customerTypes = ['private', 'corporate'] as const;

/** The request body in the bank's spelling. */
export interface TestCustomer {
	/** What the PSU types in to sign in: birth number of a person, organisation number of a company. */
	customerNumber: string;
	name: string;
	type: (typeof customerTypes)[number];
}

/** Checks an entered customer. @throws ConfigurationError that names the field */
export const readCustomerInput = (input: TestCustomer): TestCustomer => ({
	customerNumber: readCustomerNumber(input.customerNumber, {
		subject: 'The customer number',
		key: 'customerNumber',
	}),
	name: readText(input.name, { subject: 'The name', key: 'name' }),
	type: readChoice(input.type, customerTypes, { subject: 'The type', key: 'type' }),
});

/** Returns a sentence if the number cannot be Norwegian. */
export const customerHints = ({ customerNumber }: TestCustomer): string[] =>
	customerNumberHints(customerNumber, 'The customer number');

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
 * Checks an entered agreement against the bank's schema and returns it with normalised numbers and IBANs.
 *
 * @throws ConfigurationError that names the engagement and the problem
 */
export function readAgreementInput(input: Agreement): Agreement {
	const owner = readCustomerNumber(input.owner, { subject: 'The owner', key: 'owner' });
	const name = readText(input.name, { subject: 'The name', key: 'name' });
	if (!Array.isArray(input.engagements) || input.engagements.length === 0) {
		throw parameterError('The agreement has no engagements. Add at least one.', 'engagements');
	}
	return {
		owner,
		name,
		engagements: input.engagements.map((engagement, index) =>
			readEngagementInput(engagement, `Engagement ${index + 1}`),
		),
	};
}

/** An account whose owner is known, in the spelling of the bank's response. */
export type KnownAccount = Partial<Record<'iban' | 'customerNumber', unknown>>;

/**
 * Returns a sentence for each part of the agreement that no consent can use, or that the bank may refuse.
 *
 * @param known an account that the workflow has just created
 */
export const agreementHints = (
	{ owner, engagements }: Agreement,
	known: KnownAccount = {},
): string[] => [
	...engagements.flatMap((engagement, index) => rolesHints(engagement, `Engagement ${index + 1}`)),
	...engagements.flatMap(({ customer }, index) => ownerHints(owner, customer, index + 1)),
	...engagements.flatMap((engagement, index) =>
		accountHints(engagement, { owner, known, subject: `Engagement ${index + 1}` }),
	),
	...customerNumberHints(owner, 'The owner'),
	...engagements.flatMap(({ customer }, index) =>
		customerNumberHints(customer, `Engagement ${index + 1}: the customer`),
	),
];

/** Eika, "Create sandbox agreements", introduction: the account belongs to the company, not to the PSU. */
const ownerHints = (owner: string, customer: string, number: number): string[] =>
	customer === owner
		? [
				`Engagement ${number}: the customer is the owner of the agreement. Enter the PSU who is a member of the company.`,
			]
		: [];

interface OwnedBy {
	owner: string;
	known: KnownAccount;
	subject: string;
}

const accountHints = ({ account }: Engagement, { owner, known, subject }: OwnedBy): string[] =>
	known.iban === account.iban && known.customerNumber && known.customerNumber !== owner
		? [
				`${subject}: the account ${account.iban} belongs to ${shownId(enteredText(known.customerNumber))}, not to the owner of the agreement.`,
			]
		: [];

/** Returns a sentence for an engagement that no consent can use. */
export const engagementHints = (engagement: Engagement): string[] => [
	...rolesHints(engagement, 'The engagement'),
	...customerNumberHints(engagement.customer, 'The customer'),
];

function rolesHints({ roles }: Engagement, subject: string): string[] {
	const missing = (['REGISTER', 'VIEW'] as const).filter((role) => !roles.includes(role));
	if (missing.length === 0) return [];
	return [
		`${subject} lacks ${missing.join(' and ')}. Without both REGISTER and VIEW, the PSU cannot choose its account when giving consent.`,
	];
}

/**
 * Checks one entered engagement.
 *
 * @param at the subject of an error message
 * @throws ConfigurationError that names the problem
 */
export function readEngagementInput(engagement: Engagement, at = 'The engagement'): Engagement {
	const key = 'engagements';
	return {
		customer: readCustomerNumber(engagement?.customer, { subject: `${at}: the customer`, key }),
		account: { iban: readIban(engagement.account?.iban, { subject: at, key }) },
		roles: readRoles(engagement.roles, at),
		registerLimit: readLimit(engagement.registerLimit, `${at}: the register limit`),
		approvalLimit: readLimit(engagement.approvalLimit, `${at}: the approval limit`),
	};
}

function readRoles(roles: unknown, at: string): EngagementRole[] {
	if (!Array.isArray(roles) || roles.length === 0) {
		throw invalidEngagement(`${at} has no roles. Choose from ${engagementRoles.join(', ')}.`);
	}
	const unknown = roles.find((role) => !engagementRoles.includes(role as EngagementRole));
	if (unknown === undefined) return roles as EngagementRole[];
	throw invalidEngagement(
		`${at}: "${enteredText(unknown)}" is not a valid role. Choose from ${engagementRoles.join(', ')}.`,
	);
}

function readLimit(limit: unknown, subject: string): number {
	if (typeof limit === 'number' && (limit | 0) === limit) return limit;
	throw invalidEngagement(`${subject} "${enteredText(limit)}" is not a 32-bit integer.`);
}

const invalidEngagement = (message: string) => parameterError(message, 'engagements');
