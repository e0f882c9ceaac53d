import { ConfigurationError } from '../../lib/errors';

/**
 * n8n's date picker gives a date without a time zone, which is the machine's; the standard wants one in every payload
 * (OBIE Read/Write, "Date Formats").
 *
 * @throws ConfigurationError for a text that is no date
 */
export function toIsoDateTime(text: string): string | undefined {
	if (!text) return undefined;
	const date = new Date(text);
	if (!Number.isNaN(date.getTime())) return date.toISOString();
	throw new ConfigurationError(`"${text}" is not a date and time.`, {
		field: 'Options',
		tppAction: 'fixRequest',
	});
}
