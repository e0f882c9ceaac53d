import { berlinGroupRules } from '../banks/applicableRules';
import { isJsonObject } from '../responses/json';
import type { Tpp } from '../tpp';
import type { HttpRequest, HttpResponse } from '../transport/http';
import * as obie from './accountInformation/accountAccessConsent';
import * as berlinGroup from './berlinGroup/consent';

/** Requests for an existing consent, and how their responses are read. */
export interface ConsentApi {
	getConsentRequest(tpp: Tpp, consentId: string): HttpRequest;
	getConsentStatusRequest(tpp: Tpp, consentId: string): HttpRequest;
	deleteConsentRequest(tpp: Tpp, consentId: string): HttpRequest;
	/** @param operation for errors, such as "reading the consent" */
	readConsent(response: HttpResponse, operation: string, consentId: string): obie.Consent;
	readConsentDeletion(response: HttpResponse): void;
}

/** Returns the requests of the bank's standard. */
export const consentApi = ({ bank }: Tpp): ConsentApi =>
	berlinGroupRules(bank) ? berlinGroup : obieApi;

/** What most workflows need of a consent, with the same names for both standards. Times are ISO 8601. */
export interface SimplifiedConsent extends Pick<
	obie.Consent,
	'consentId' | 'status' | 'expiresAt'
> {
	/** Permissions of OBIE, or access rights of the Berlin Group. Absent: the response does not list them. */
	permissions?: string[];
	/** Only transactions from and to these times are shared. Absent: there is no limit. */
	transactionsFrom?: string;
	transactionsTo?: string;
	/** Of a consent to confirm funds: sort code and account number, or IBAN. */
	account?: string;
	accountName?: string;
}

/** Returns the members of OBIE's `Data`, also of a consent to confirm funds, or of the Berlin Group's consent (NextGenPSD2 1.3.9, `access`). */
export function simplifyConsent({
	consentId,
	status,
	expiresAt,
	data,
}: obie.Consent): SimplifiedConsent {
	const permissions = isJsonObject(data.access) ? Object.keys(data.access) : data.Permissions;
	const account = isJsonObject(data.DebtorAccount) ? data.DebtorAccount : {};
	const members = {
		expiresAt,
		permissions: Array.isArray(permissions) ? permissions.map(String) : undefined,
		transactionsFrom: text(data.TransactionFromDateTime),
		transactionsTo: text(data.TransactionToDateTime),
		account: text(account.Identification),
		accountName: text(account.Name),
	};
	const known = Object.entries(members).filter(([, value]) => value !== undefined);
	return { consentId, status, ...Object.fromEntries(known) };
}

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** OBIE has no request for the status alone. */
const obieApi: ConsentApi = { ...obie, getConsentStatusRequest: obie.getConsentRequest };
