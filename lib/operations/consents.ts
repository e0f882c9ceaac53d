import { berlinGroupRules } from '../banks/standards';
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

/** OBIE has no request for the status alone. */
const obieApi: ConsentApi = { ...obie, getConsentStatusRequest: obie.getConsentRequest };
