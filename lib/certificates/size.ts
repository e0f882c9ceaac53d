import { ConfigurationError } from '../errors';

/** Far more than a chain of certificates takes; what is larger is another file. */
const most = 1_000_000;

/** @throws ConfigurationError that names `field`, for more than a megabyte of text or of a file */
export function assertSize({ length }: { length: number }, field: string): void {
	if (length <= most) return;
	throw new ConfigurationError(
		`${field} is larger than 1 MB, so it holds more than certificates and keys.`,
		{ field },
	);
}
