import { X509Certificate } from 'node:crypto';

import type { Tpp } from '../tpp';
import { daysLeft } from './validity';

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
