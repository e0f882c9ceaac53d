import { berlinGroupRules } from '../../lib/banks/applicableRules';
import {
	berlinGroupPsuHeaders,
	psuHeaders,
	withHeaders,
} from '../../lib/operations/accountInformation/psuHeaders';
import type { Connection } from '../../lib/transport/http';
import { toIsoDateTime } from './dateTime';
import { assertText } from './fieldText';
import type { Item } from './operation';

/** Reads a text of the collection, for which `item.parameter` does not check each field. */
function readText(value: unknown, key: string): string | undefined {
	const text = value ?? '';
	assertText(text, { in: 'parameters', key });
	return text.trim() || undefined;
}

/** Returns the connection with the headers of a PSU who is present, for requests to the bank's API. */
export function withPsuPresent(connection: Connection, item: Item): Connection {
	const { psu } =
		item.parameter<{ psu?: Record<string, unknown> } | null>('options.psuPresent', null) ?? {};
	if (!psu) return connection;
	const text = (name: string) => readText(psu[name], name);
	const toHeaders = berlinGroupRules(connection.tpp.bank) ? berlinGroupPsuHeaders : psuHeaders;
	const headers = toHeaders({
		ipAddress: text('ipAddress'),
		signedInAt: toIsoDateTime(psu.signedInAt ?? '', 'signedInAt', item.timeZone),
		userAgent: text('userAgent'),
	});
	return { ...connection, send: withHeaders(connection.send, headers) };
}
