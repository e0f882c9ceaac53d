import { credentialError } from '../../errors';
import { signedHeaders } from '../../httpSignature/signedHeaders';
import { requireResourceServer, requireSigner } from '../../requirements';
import { readJsonResponse, type JsonObject } from '../../responses/body';
import type { Tpp } from '../../tpp';
import type { HttpRequest, HttpResponse } from '../../transport/http';
import { invalidResponse } from '../../transport/requestOutcome';
import type { Agreement } from './agreement';

export interface AgreementRequestSettings {
	requestId: string;
	now: Date;
	/** Optional headers, which are signed too. */
	psuHeaders?: Partial<Record<'PSU-ID' | 'PSU-Corporate-ID' | 'TPP-Redirect-URI', string>>;
}

/**
 * Builds `POST /v1/sandbox/agreements`, signed as Eika's documentation requires. It is sent once, because a second request
 * would create a second agreement.
 *
 * @throws ConfigurationError when the bank has no agreements, or the API base URL or the signing certificate is missing
 */
export function createAgreementRequest(
	tpp: Tpp,
	agreement: Agreement,
	{ requestId, now, psuHeaders }: AgreementRequestSettings,
): HttpRequest {
	const { agreements, httpSignature: rules } = tpp.bank;
	if (!agreements || !rules) {
		throw credentialError(`${tpp.bank.name} has no sandbox agreements.`, 'bank');
	}
	const body = JSON.stringify(agreement);
	return {
		method: 'POST',
		url: requireResourceServer(tpp) + agreements.path,
		headers: signedHeaders({
			headers: {
				'Content-Type': 'application/json',
				Accept: 'application/json',
				'X-Request-ID': requestId,
				...psuHeaders,
			},
			body,
			identity: requireSigner(tpp),
			rules,
			now,
		}),
		body,
		sentOnce: 'agreement',
	};
}

/**
 * Reads the created agreement.
 *
 * @throws AspspError when the bank responded with an error, InvalidResponseError when the response is not an agreement
 */
export function readAgreement(response: HttpResponse): JsonObject {
	const agreement = readJsonResponse(response, {
		statuses: [200, 201],
		operation: 'creating the agreement',
	});
	if (typeof agreement.id === 'string' && Array.isArray(agreement.engagements)) return agreement;
	throw invalidResponse(
		"The bank's response when creating the agreement has no id or no engagements.",
		response,
	);
}
