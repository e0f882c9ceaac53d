import { ConfigurationError } from '../../errors';
import { psd2Roles, type Psd2Role } from '../oids';

const known = Object.keys(psd2Roles) as Psd2Role[];

/**
 * Roles of a payment service provider, each once, in the order of their OIDs, as they are encoded. Takes a list or
 * names separated by commas or spaces.
 *
 * @throws ConfigurationError that names what is no role, or when there is none
 */
export function readRoles(given: unknown): Psd2Role[] {
	const names = (Array.isArray(given) ? given : String(given ?? '').split(/[\s,]+/))
		.map((name) => String(name ?? '').trim())
		.filter(Boolean);
	const unknown = names.find((name) => !known.includes(name as Psd2Role));
	if (unknown) throw unfit(`Roles: "${unknown}" is not one of ${known.join(', ')}.`);
	if (names.length > 0) return known.filter((role) => names.includes(role));
	throw unfit('Roles is empty. Choose those that the competent authority has granted.');
}

const unfit = (message: string) =>
	new ConfigurationError(message, { field: 'Roles', tppAction: 'fixRequest' });
