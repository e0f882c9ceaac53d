import { isIP } from 'node:net';

import { parameterError } from '../../errors';
import type { Send } from '../../transport/http';

/** The PSU who uses the caller's application at the moment. */
export interface PsuPresent {
	/** IPv4 or IPv6. */
	ipAddress?: string;
	/** ISO 8601; when the PSU last signed in to the caller's application. */
	signedInAt?: string;
	userAgent?: string;
}

/**
 * Returns the headers that tell the bank that a PSU is present (OBIE Read/Write, "Headers"; FAPI 1.0 Baseline §6.2.2). Without
 * them the access counts as unattended, which RTS Article 36(5)(b) limits to four times a day.
 *
 * @throws ConfigurationError for a value that no header can have
 */
export function psuHeaders({
	ipAddress,
	signedInAt,
	userAgent,
}: PsuPresent): Record<string, string> {
	if (ipAddress && isIP(ipAddress) === 0) {
		throw parameterError(`"${ipAddress}" is not an IP address.`, 'ipAddress');
	}
	if (userAgent && !/^[\x20-\x7e]+$/.test(userAgent)) {
		throw parameterError('The user agent contains characters other than ASCII.', 'userAgent');
	}
	return {
		...(ipAddress && { 'x-fapi-customer-ip-address': ipAddress }),
		// RFC 9110 §5.6.7
		...(signedInAt && { 'x-fapi-auth-date': new Date(signedInAt).toUTCString() }),
		...(userAgent && { 'x-customer-user-agent': userAgent }),
	};
}

/** Returns the headers of the Berlin Group for the same (NextGenPSD2 1.3.9). It has none for the last sign-in. */
export function berlinGroupPsuHeaders(psu: PsuPresent): Record<string, string> {
	const headers = psuHeaders(psu);
	return {
		...renamed(headers, 'x-fapi-customer-ip-address', 'PSU-IP-Address'),
		...renamed(headers, 'x-customer-user-agent', 'PSU-User-Agent'),
	};
}

const renamed = (
	headers: Record<string, string>,
	from: string,
	to: string,
): Record<string, string> => (headers[from] === undefined ? {} : { [to]: headers[from] });

/** Returns a Send that adds headers to every request. */
export const withHeaders =
	(send: Send, headers: Record<string, string>): Send =>
	async (request) =>
		await send({ ...request, headers: { ...request.headers, ...headers } });
