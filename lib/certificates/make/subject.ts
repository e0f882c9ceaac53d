import { ConfigurationError } from '../../errors';
import { organizationIdentifierOid } from '../distinguishedName';
import { objectId, printableString, sequence, set, utf8String, type Asn1 } from './asn1';

/** Attribute types that certificates of TPPs have, with the upper bounds of RFC 5280 appendix A where it has one. */
const attributes = {
	C: { oid: '2.5.4.6', longest: 2 },
	ST: { oid: '2.5.4.8', longest: 128 },
	L: { oid: '2.5.4.7', longest: 128 },
	O: { oid: '2.5.4.10', longest: 64 },
	OU: { oid: '2.5.4.11', longest: 64 },
	organizationIdentifier: { oid: organizationIdentifierOid, longest: Infinity },
	CN: { oid: '2.5.4.3', longest: 64 },
} as const;

export type SubjectAttribute = keyof typeof attributes;

/** One attribute of a subject, with the field it was entered in. An optional one that is empty is left out. */
export interface SubjectEntry {
	attribute: SubjectAttribute;
	value: string | undefined;
	field: string;
	optional?: true;
}

/**
 * A subject, one attribute to an RDN, in the order given: C as PrintableString, all others as UTF8String (RFC 5280
 * §4.1.2.4).
 *
 * @throws ConfigurationError that names the field that is empty, too long, no country or holds control characters
 */
export const subjectFrom = (entries: SubjectEntry[]): Asn1 =>
	sequence(...entries.filter(isEntered).map(relativeName));

function isEntered({ value, optional, field }: SubjectEntry): boolean {
	if (value?.trim()) return true;
	if (optional) return false;
	throw unfit(field, `${field} is empty. The subject of the certificate needs it.`);
}

function relativeName({ attribute, value = '', field }: SubjectEntry): Asn1 {
	const text = value.trim();
	const { oid, longest } = attributes[attribute];
	assertPlainText(text, field);
	if (attribute === 'C' && text === 'UK') {
		throw unfit(field, `${field} is UK; certificates write the United Kingdom as GB.`);
	}
	if (attribute === 'C' && !/^[A-Z]{2}$/.test(text)) {
		throw unfit(field, `${field} is not the two capital letters of a country, as in GB.`);
	}
	if ([...text].length > longest) {
		throw unfit(
			field,
			`${field} is longer than the ${longest} characters that a subject may have.`,
		);
	}
	const encoded = attribute === 'C' ? printableString(text) : utf8String(text);
	return set(sequence(objectId(oid), encoded));
}

const unfit = (field: string, message: string) =>
	new ConfigurationError(message, { field, tppAction: 'fixRequest' });
/**
 * ETSI TS 119 495 §5.2.1; the number may hold spaces and points, as in `PSDMT-MFSA-A 12345`. Some authorities know no
 * authorisation numbers: then the forms of ETSI EN 319 412-1 §5.1.4 serve.
 */
const identifierForm = /^(?:PSD[A-Z]{2}-[A-Z]{2,8}|(?:NTR|VAT|LEI)[A-Z]{2})-\S.*$/;
/**
 * organizationIdentifier of a payment service provider: `PSD`, the authority with its country, and the number under
 * which the authority lists it. Takes the whole identifier in place of the number, too.
 *
 * @throws ConfigurationError that names `field`, for an identifier of another authority, or what makes none
 */
export function psd2Identifier(authorityId: string, number: string, field: string): string {
	const [start, text] = [`PSD${authorityId}-`, number.trim()];
	const isWhole = /^PSD[A-Z]{2}-/i.test(text) || text.startsWith(`${authorityId}-`);
	if (isWhole && !text.startsWith(start)) {
		throw new ConfigurationError(
			`${field}: "${text}" does not begin with ${start}, as the identifiers of the Competent Authority do.`,
			{ field, tppAction: 'fixRequest' },
		);
	}
	const identifier = isWhole ? text : `${start}${text}`;
	assertIdentifier(identifier, field);
	return identifier;
}

/** How the UK directory's sandbox names an organisation that has no authorisation. */
export const sandboxIdentifier = (organisationId: string): string =>
	`PSDGB-OB-Unknown${organisationId.trim()}`;
/** @throws ConfigurationError that names `field`, for what is of neither form */
export function assertIdentifier(identifier: string, field: string): void {
	assertPlainText(identifier, field);
	if (identifierForm.test(identifier)) return;
	throw new ConfigurationError(
		`${field}: "${identifier}" does not read like PSDGB-FCA-795791: PSD, country, authority of 2 to 8 capital letters, number.`,
		{ field, tppAction: 'fixRequest' },
	);
}

/** @throws ConfigurationError for what is not of the form of NCAId (ETSI TS 119 495 §5.2.3) */
export function assertAuthorityId(id: string, field: string): void {
	if (/^[A-Z]{2}-[A-Z]{2,8}$/.test(id)) return;
	throw new ConfigurationError(
		`${field}: "${id}" does not read like NO-FSA: country, hyphen, 2 to 8 capital letters.`,
		{ field, tppAction: 'fixRequest' },
	);
}

/** @throws ConfigurationError that names `field`, for control characters and halves of characters (RFC 3629 §3) */
export function assertPlainText(text: string, field: string): void {
	if (!/[\p{Cc}\p{Cs}]/u.test(text)) return;
	throw new ConfigurationError(
		`${field} holds a control character or half a character. Type it anew instead of pasting it.`,
		{ field, tppAction: 'fixRequest' },
	);
}

/** A national competent authority, as certificates name it. */
export interface CompetentAuthority {
	/** Country, hyphen, 2 to 8 capital letters. */
	id: string;
	/** In English. */
	name: string;
}

/** ETSI TS 119 495 V1.2.1 annex D; the table grows old, which is why an authority can be entered, too. */
export const competentAuthorities: ReadonlyArray<CompetentAuthority & { country: string }> = [
	{ country: 'Austria', id: 'AT-FMA', name: 'Austria Financial Market Authority' },
	{ country: 'Belgium', id: 'BE-NBB', name: 'National Bank of Belgium' },
	{ country: 'Bulgaria', id: 'BG-BNB', name: 'Bulgarian National Bank' },
	{ country: 'Croatia', id: 'HR-CNB', name: 'Croatian National Bank' },
	{ country: 'Cyprus', id: 'CY-CBC', name: 'Central Bank of Cyprus' },
	{ country: 'Czechia', id: 'CZ-CNB', name: 'Czech National Bank' },
	{ country: 'Denmark', id: 'DK-DFSA', name: 'Danish Financial Supervisory Authority' },
	{ country: 'Estonia', id: 'EE-FI', name: 'Estonia Financial Supervisory Authority' },
	{ country: 'Finland', id: 'FI-FINFSA', name: 'Finnish Financial Supervisory Authority' },
	{ country: 'France', id: 'FR-ACPR', name: 'Prudential Supervisory and Resolution Authority' },
	{ country: 'Germany', id: 'DE-BAFIN', name: 'Federal Financial Supervisory Authority' },
	{ country: 'Greece', id: 'GR-BOG', name: 'Bank of Greece' },
	{ country: 'Hungary', id: 'HU-CBH', name: 'Central Bank of Hungary' },
	{ country: 'Iceland', id: 'IS-FME', name: 'Financial Supervisory Authority' },
	{ country: 'Ireland', id: 'IE-CBI', name: 'Central Bank of Ireland' },
	{ country: 'Italy', id: 'IT-BI', name: 'Bank of Italy' },
	{ country: 'Latvia', id: 'LV-FCMC', name: 'Financial and Capital Markets Commission' },
	{ country: 'Liechtenstein', id: 'LI-FMA', name: 'Financial Market Authority Liechtenstein' },
	{ country: 'Lithuania', id: 'LT-BL', name: 'Bank of Lithuania' },
	{
		country: 'Luxembourg',
		id: 'LU-CSSF',
		name: 'Commission for the Supervision of Financial Sector',
	},
	{ country: 'Malta', id: 'MT-MFSA', name: 'Malta Financial Services Authority' },
	{ country: 'Netherlands', id: 'NL-DNB', name: 'The Netherlands Bank' },
	{ country: 'Norway', id: 'NO-FSA', name: 'The Financial Supervisory Authority of Norway' },
	{ country: 'Poland', id: 'PL-PFSA', name: 'Polish Financial Supervision Authority' },
	{ country: 'Portugal', id: 'PT-BP', name: 'Bank of Portugal' },
	{ country: 'Romania', id: 'RO-NBR', name: 'National bank of Romania' },
	{ country: 'Slovakia', id: 'SK-NBS', name: 'National Bank of Slovakia' },
	{ country: 'Slovenia', id: 'SI-BS', name: 'Bank of Slovenia' },
	{ country: 'Spain', id: 'ES-BE', name: 'Bank of Spain' },
	{ country: 'Sweden', id: 'SE-FINA', name: 'Swedish Financial Supervision Authority' },
	{ country: 'United Kingdom', id: 'GB-FCA', name: 'Financial Conduct Authority' },
];
