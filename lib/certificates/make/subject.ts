import { parameterError } from '../../errors';
import { organizationIdentifierOid } from '../distinguishedName';
import { objectId, printableString, sequence, set, utf8String, type Asn1 } from './asn1';

/** The attribute types of TPPs' certificates, with the upper bounds of RFC 5280 appendix A. */
const attributes = {
	C: { oid: '2.5.4.6', maxLength: 2 },
	ST: { oid: '2.5.4.8', maxLength: 128 },
	L: { oid: '2.5.4.7', maxLength: 128 },
	O: { oid: '2.5.4.10', maxLength: 64 },
	OU: { oid: '2.5.4.11', maxLength: 64 },
	organizationIdentifier: { oid: organizationIdentifierOid, maxLength: Infinity },
	CN: { oid: '2.5.4.3', maxLength: 64 },
} as const;

export type SubjectAttribute = keyof typeof attributes;

/** One attribute of a subject, with the key of its parameter. An optional attribute that is empty is left out. */
export interface SubjectEntry {
	attribute: SubjectAttribute;
	value: string | undefined;
	/** The key of the parameter. */
	field: string;
	optional?: true;
}

/**
 * Returns a subject with one attribute in each RDN, in the order of the entries: C as PrintableString, all others as
 * UTF8String (RFC 5280 §4.1.2.4).
 *
 * @throws ConfigurationError that names the field, for an empty or too long value, an invalid country, or control characters
 */
export const subjectFrom = (entries: SubjectEntry[]): Asn1 =>
	sequence(...entries.filter(isEntered).map(relativeName));

function isEntered({ value, optional, field }: SubjectEntry): boolean {
	if (value?.trim()) return true;
	if (optional) return false;
	throw parameterError('The value is missing. The subject of the certificate needs it.', field);
}

function relativeName({ attribute, value = '', field }: SubjectEntry): Asn1 {
	const text = value.trim();
	const { oid, maxLength } = attributes[attribute];
	assertPlainText(text, field);
	if (attribute === 'C' && text === 'UK') {
		throw parameterError('"UK" is not a country code. Use GB for the United Kingdom.', field);
	}
	if (attribute === 'C' && !/^[A-Z]{2}$/.test(text)) {
		throw parameterError(
			`"${text}" is not a country code. Use two capital letters, such as GB.`,
			field,
		);
	}
	if ([...text].length > maxLength) {
		throw parameterError(`The value is longer than ${maxLength} characters.`, field);
	}
	const encoded = attribute === 'C' ? printableString(text) : utf8String(text);
	return set(sequence(objectId(oid), encoded));
}

/**
 * ETSI TS 119 495 §5.2.1. The number may contain spaces and points, as in `PSDMT-MFSA-A 12345`. Some authorities have no
 * authorisation numbers; for them, the forms of ETSI EN 319 412-1 §5.1.4 apply.
 */
const identifierForm = /^(?:PSD[A-Z]{2}-[A-Z]{2,8}|(?:NTR|VAT|LEI)[A-Z]{2})-\S.*$/;

/**
 * Returns the organizationIdentifier of a payment service provider: `PSD`, the authority with its country, and its number in
 * the authority's register. The number may be the whole identifier.
 *
 * @throws ConfigurationError that names `field`, for an identifier of another authority, or an invalid one
 */
export function psd2Identifier(authorityId: string, number: string, field: string): string {
	const [start, text] = [`PSD${authorityId}-`, number.trim()];
	const isWhole = /^PSD[A-Z]{2}-/i.test(text) || text.startsWith(`${authorityId}-`);
	if (isWhole && !text.startsWith(start)) {
		throw parameterError(
			`"${text}" does not begin with ${start}, the prefix of the competent authority.`,
			field,
		);
	}
	const identifier = isWhole ? text : `${start}${text}`;
	assertIdentifier(identifier, field);
	return identifier;
}

/** Returns the UK directory's identifier for an organisation without authorisation, in its sandbox. */
export const sandboxIdentifier = (organisationId: string): string =>
	`PSDGB-OB-Unknown${organisationId.trim()}`;

/** Checks the form of an identifier. @throws ConfigurationError that names `field` */
export function assertIdentifier(identifier: string, field: string): void {
	assertPlainText(identifier, field);
	if (identifierForm.test(identifier)) return;
	throw parameterError(
		`"${identifier}" is not an organisation identifier. It looks like PSDGB-FCA-795791: PSD, country, authority of 2 to 8 capital letters, number.`,
		field,
	);
}

/** Checks the form of an NCAId (ETSI TS 119 495 §5.2.3). @throws ConfigurationError that names `field` */
export function assertAuthorityId(id: string, field: string): void {
	if (/^[A-Z]{2}-[A-Z]{2,8}$/.test(id)) return;
	throw parameterError(
		`"${id}" is not the ID of an authority. It looks like NO-FSA: country, hyphen, 2 to 8 capital letters.`,
		field,
	);
}

/** Checks a text for control characters and lone surrogates (RFC 3629 §3). @throws ConfigurationError that names `field` */
export function assertPlainText(text: string, field: string): void {
	if (!/[\p{Cc}\p{Cs}]/u.test(text)) return;
	throw parameterError(
		'The text contains a control character. Type the text instead of pasting it.',
		field,
	);
}
