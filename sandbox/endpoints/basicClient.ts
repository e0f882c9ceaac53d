import { timingSafeEqual } from 'node:crypto';

import { Refusal } from '../http/response';
import { header, type BankRequest } from '../http/request';
import type { Registration, Registrations } from '../registration/registrations';

/** Returns the client whose id and secret are in the Authorization header. @throws Refusal for any other client */
export function basicClient(
	request: BankRequest,
	{ name, registrations }: { name: string; registrations: Registrations },
): Registration {
	const { id, secret } = basicCredentials(request);
	const registration = registrations.find(id);
	if (isSame(secret, registration?.client_secret)) return registration!;
	const challenge = `Basic realm="${name}"`;
	throw new Refusal({ status: 401, headers: { 'www-authenticate': challenge } });
}

/** Reads id and secret (RFC 7617), without the form encoding of RFC 6749. */
function basicCredentials(request: BankRequest): { id: string; secret: string } {
	const [, encoded = ''] = /^Basic +(\S+)$/i.exec(header(request, 'authorization') ?? '') ?? [];
	const decoded = Buffer.from(encoded, 'base64').toString('utf8');
	const [id = '', secret = ''] = decoded.split(/:(.*)/s);
	return { id, secret };
}

function isSame(given: string, expected: string | undefined): boolean {
	if (expected === undefined) return false;
	const [one, other] = [Buffer.from(given), Buffer.from(expected)];
	return one.length === other.length && timingSafeEqual(one, other);
}
