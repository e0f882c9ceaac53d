import type { JsonObject } from '../../responses/body';

/** Amount and currency by their own names, or by longer ones: `feeAmount`, `feeCurrency`. */
export function money(amount: unknown, prefix = ''): JsonObject {
	const decimal = member(amount, 'Amount');
	return {
		[prefixed(prefix, 'amount')]: decimal === undefined ? undefined : String(decimal),
		[prefixed(prefix, 'currency')]: member(amount, 'Currency'),
	};
}

/** The amount stays the decimal it is; what leaves the account gets a minus. */
export function signedAmount(entry: unknown, prefix = ''): JsonObject {
	const name = prefixed(prefix, 'amount');
	const { [name]: amount, ...rest } = money(member(entry, 'Amount'), prefix);
	const sign = member(entry, 'CreditDebitIndicator') === 'Debit' ? '-' : '';
	return { [name]: amount === undefined ? undefined : `${sign}${String(amount)}`, ...rest };
}

/** An account as its scheme names it: the own one, or that of a payee. */
export const identification = (account: unknown): JsonObject => ({
	scheme: member(account, 'SchemeName'),
	identification: member(account, 'Identification'),
	name: member(account, 'Name'),
});

/** A postal address; its free lines become one. */
export function address(given: unknown): JsonObject {
	const lines = member(given, 'AddressLine');
	return {
		addressLines: Array.isArray(lines) ? lines.join(', ') : undefined,
		street: member(given, 'StreetName'),
		buildingNumber: member(given, 'BuildingNumber'),
		postCode: member(given, 'PostCode'),
		town: member(given, 'TownName'),
		country: member(given, 'Country'),
	};
}

/** How often money moves: v3.1 has one code, v4.0 an object of the mandate. */
export function frequency({ Frequency, MandateRelatedInformation }: JsonObject): JsonObject {
	const ofMandate = member(MandateRelatedInformation, 'Frequency');
	return {
		frequency: Frequency ?? member(ofMandate, 'Type'),
		countPerPeriod: member(ofMandate, 'CountPerPeriod'),
		pointInTime: member(ofMandate, 'PointInTime'),
	};
}

/** What the payee reads: v3.1 has one text; v4.0 the creditor's reference, or free lines, which become one. */
export function reference({ Reference, RemittanceInformation }: JsonObject): unknown {
	const structured = first(member(RemittanceInformation, 'Structured'));
	const ofCreditor = member(member(structured, 'CreditorReferenceInformation'), 'Reference');
	const lines = member(RemittanceInformation, 'Unstructured');
	return Reference ?? ofCreditor ?? (Array.isArray(lines) ? lines.join(' ') : undefined);
}

/** The first entry whose `Type` this is. */
export const ofType = (entries: unknown, type: string): unknown =>
	Array.isArray(entries) ? entries.find((entry) => member(entry, 'Type') === type) : undefined;

export const first = (entries: unknown): unknown =>
	Array.isArray(entries) ? entries[0] : undefined;

export const member = (object: unknown, name: string): unknown =>
	typeof object === 'object' && object !== null ? (object as JsonObject)[name] : undefined;

/** Without the members that are undefined. */
export const present = (object: JsonObject): JsonObject =>
	Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

const prefixed = (prefix: string, name: string): string =>
	prefix ? `${prefix}${name.charAt(0).toUpperCase()}${name.slice(1)}` : name;
