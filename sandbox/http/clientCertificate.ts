import { X509Certificate } from 'node:crypto';

import { daysAfter } from '../data/days';
import { isIssuedBy } from '../directory/certificates';
import { html } from './response';
import type { BankRequest } from './request';

/** Returns whether the client certificate expires within `days` days. */
export function expiresWithin(days: number, { certificate }: BankRequest): boolean {
	if (!certificate) return false;
	const { validTo } = new X509Certificate(certificate);
	return new Date(validTo) < daysAfter(new Date(), days);
}

/** Returns whether `ca` issued the client certificate. */
export function isIssuedToClient(ca: X509Certificate, { certificate }: BankRequest): boolean {
	return certificate !== undefined && isIssuedBy(ca, new X509Certificate(certificate));
}

// The pages of nginx with `ssl_verify_client`.
export const certificateRequired = page('No required SSL certificate was sent');
export const certificateRefused = page('The SSL certificate error');

function page(problem: string) {
	return html(
		400,
		`<html>
<head><title>400 ${problem}</title></head>
<body>
<center><h1>400 Bad Request</h1></center>
<center>${problem}</center>
</body>
</html>
`,
	);
}
