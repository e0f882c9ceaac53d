import { X509Certificate } from 'node:crypto';

import { ConfigurationError } from '../errors';
import type { Tpp } from '../tpp';

const day = 24 * 60 * 60 * 1000;

export const isUnreadable = (date: Date): boolean => Number.isNaN(date.getTime());

/** Whole days until the certificate expires; negative once it has; NaN when its date cannot be read. */
export function daysLeft(certificate: X509Certificate, now: Date): number {
	return Math.floor((Date.parse(certificate.validTo) - now.getTime()) / day);
}

/** @throws ConfigurationError that names the field `label`, outside the certificate's dates (RFC 5280 §4.1.2.5) */
export function assertInDate(certificate: X509Certificate, label: string, now: Date): void {
	const [from, to] = [new Date(certificate.validFrom), new Date(certificate.validTo)];
	if (isUnreadable(from) || isUnreadable(to)) {
		throw new ConfigurationError(`${label} has dates that cannot be read. Ask for another one.`, {
			field: label,
		});
	}
	if (now > to) {
		throw new ConfigurationError(
			`${label} expired on ${isoDate(to)}. Replace it with one the bank has been told of.`,
			{ field: label },
		);
	}
	if (now < from) {
		throw new ConfigurationError(
			`${label} is not valid before ${isoDate(from)}. Use the previous certificate until then, or check the clock of this machine.`,
			{ field: label },
		);
	}
}

function isoDate(date: Date): string {
	return date.toISOString().slice(0, 10);
}

/** Where the bank asks for nothing: time to order new certificates and to tell the bank of them. */
const usualDays = 30;

export interface Renewal {
	/** The credential's field. */
	field: string;
	/** One sentence for the operator. */
	warning: string;
	/** The bank wants certificates to live longer than this one does. */
	tooShort: boolean;
}

/** Certificates of the credential that are soon to be renewed. */
export function dueRenewals({ bank, tls, signer }: Tpp, now: Date): Renewal[] {
	const certificates: Array<[field: string, certificate: X509Certificate | undefined]> = [
		[
			'Transport Certificate',
			tls.certificatePem ? new X509Certificate(tls.certificatePem) : undefined,
		],
		['Signing Certificate', signer?.certificate],
	];
	const { name, certificateDays } = bank;
	return certificates.flatMap(([field, certificate]) => {
		const days = certificate ? daysLeft(certificate, now) : Infinity;
		if (days >= (certificateDays ?? usualDays)) return [];
		const warning = certificateDays
			? `${field} has ${days} days left, and ${name} wants ${certificateDays} or more. Replace it with a new one that the bank has been told of.`
			: `${field} has ${days} days left. Order a new one and tell the bank of it.`;
		return [{ field, warning, tooShort: certificateDays !== undefined }];
	});
}
