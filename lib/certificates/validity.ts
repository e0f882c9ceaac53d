import { X509Certificate } from 'node:crypto';

import { millisecondsPerDay } from '../calendar';
import { fieldError, type FieldReference } from '../errors';
import type { Tpp } from '../tpp';

/** Returns whether the date of a certificate cannot be read. */
export const isUnreadable = (date: Date): boolean => Number.isNaN(date.getTime());

/** Returns the whole days until the certificate expires: negative after that, NaN for a date that cannot be read. */
export function daysLeft(certificate: X509Certificate, now: Date): number {
	return Math.floor((Date.parse(certificate.validTo) - now.getTime()) / millisecondsPerDay);
}

/** Checks the certificate's dates (RFC 5280 §4.1.2.5). @throws ConfigurationError that names `field`, outside of them */
export function assertInDate(certificate: X509Certificate, field: FieldReference, now: Date): void {
	const [from, to] = [new Date(certificate.validFrom), new Date(certificate.validTo)];
	if (isUnreadable(from) || isUnreadable(to)) {
		throw fieldError('The dates of the certificate cannot be read. Get a new certificate.', field);
	}
	if (now > to) {
		throw fieldError(
			`The certificate expired on ${isoDate(to)}. Replace it with a certificate that is registered at the bank.`,
			field,
		);
	}
	if (now < from) {
		throw fieldError(
			`The certificate is not valid before ${isoDate(from)}. Use the previous certificate until then, or check the clock of this machine.`,
			field,
		);
	}
}

/**
 * Returns the first certificate that is valid at `now`. Without one, returns the certificate that expires last, so that the
 * error about its dates concerns the newest. Undefined: there are none.
 */
export function mostValid(certificates: X509Certificate[], now: Date): X509Certificate | undefined {
	const isValid = ({ validFrom, validTo }: X509Certificate) =>
		new Date(validFrom) <= now && now <= new Date(validTo);
	return (
		certificates.find(isValid) ??
		certificates.toSorted((one, other) => Date.parse(other.validTo) - Date.parse(one.validTo))[0]
	);
}

function isoDate(date: Date): string {
	return date.toISOString().slice(0, 10);
}

/** The default for banks without a rule: enough time to order a certificate and to register it. */
const defaultDays = 30;

export interface Renewal {
	field: FieldReference;
	/** One sentence for the operator. */
	warning: string;
	/** The bank requires more days than the certificate has. */
	tooShort: boolean;
}

type Use = 'transport' | 'signing';

/** Returns the certificates of the TPP that must be renewed soon. */
export function dueRenewals({ bank, tls, signer }: Tpp, now: Date): Renewal[] {
	const certificates: Array<[use: Use, certificate: X509Certificate | undefined]> = [
		['transport', tls.certificatePem ? new X509Certificate(tls.certificatePem) : undefined],
		['signing', signer?.certificate],
	];
	const { name, certificateDays } = bank;
	return certificates.flatMap(([use, certificate]) => {
		const days = certificate ? daysLeft(certificate, now) : Infinity;
		if (days >= (certificateDays ?? defaultDays)) return [];
		const warning = certificateDays
			? `The ${use} certificate expires in ${days} days, and ${name} requires ${certificateDays} days or more. Replace it with a certificate that is registered at the bank.`
			: `The ${use} certificate expires in ${days} days. Order a new certificate and register it at the bank.`;
		const field: FieldReference = { in: 'credential', key: `${use}Certificate` };
		return [{ field, warning, tooShort: certificateDays !== undefined }];
	});
}
