import { domainToASCII } from 'node:url';

import { ConfigurationError } from '../../errors';

const field = 'DNS Names';

/**
 * DNS names as a certificate holds them, each once: in small letters, and beyond ASCII as `xn--…` (RFC 5280 §7.2).
 *
 * @throws ConfigurationError that names the field, when there is none or one is no host name
 */
export function readDnsNames(names: string[]): string[] {
	if (names.length === 0) {
		throw unfit('DNS Names is empty. A QWAC is issued for at least one name.');
	}
	return [...new Set(names.map(asciiName))];
}

function asciiName(name: string): string {
	const ascii = domainToASCII(name.trim());
	if (hostName.test(ascii)) return ascii;
	throw unfit(`DNS Names: "${name}" is not a name such as api.example.com.`);
}

const hostName =
	/^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

const unfit = (message: string) =>
	new ConfigurationError(message, { field, tppAction: 'fixRequest' });
