import { ConfigurationError } from '../../lib/errors';

/**
 * A date and time as the standard's filters take it: without a time zone (OBIE Read/Write, "Date Formats"). A zone in
 * the text is left out, not converted: the bank reads the filter in its own time.
 *
 * @throws ConfigurationError for a text that is no date
 */
export function toBookingDateTime(text: string): string | undefined {
	if (!text) return undefined;
	const [local] = text.replace(' ', 'T').match(/^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d)?/) ?? [];
	if (local && !Number.isNaN(Date.parse(local)))
		return local.includes('T') ? local : `${local}T00:00:00`;
	throw new ConfigurationError(`"${text}" is not a date and time such as 2026-01-31T00:00:00.`, {
		field: 'Options',
		tppAction: 'fixRequest',
	});
}
