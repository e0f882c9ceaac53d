import type { X509Certificate } from 'node:crypto';

import { ConfigurationError } from '../errors';

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
