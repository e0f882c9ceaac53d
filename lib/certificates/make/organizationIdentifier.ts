import { ConfigurationError } from '../../errors';
import { assertPlainText } from './text';

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
