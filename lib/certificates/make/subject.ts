import { ConfigurationError } from '../../errors';
import { organizationIdentifierOid } from '../attributeTypes';
import { objectId, printableString, sequence, set, utf8String, type Asn1 } from './asn1';
import { assertPlainText } from './text';

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
