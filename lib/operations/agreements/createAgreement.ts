import { ConfigurationError, InvalidResponseError } from '../../errors';
import { signedHeaders } from '../../httpSignature/signedHeaders';
import { requireResourceServer, requireSigner } from '../../requirements';
import { readJsonResponse, type JsonObject } from '../../responses/body';
import type { Tpp } from '../../tpp';
import type { HttpRequest, HttpResponse } from '../../transport/http';
import type { Agreement } from './agreement';

export interface AgreementRequestSettings {
	requestId: string;
	now: Date;
	/** Signed along where they are given. */
	psuHeaders?: Partial<Record<'PSU-ID' | 'PSU-Corporate-ID' | 'TPP-Redirect-URI', string>>;
}

/**
 * `POST /v1/sandbox/agreements`, signed as Eika's page says. Not repeatable: a second agreement would be made.
 *
 * @throws ConfigurationError when the bank has no agreements or the credential lacks address or signing certificate
 */
export function createAgreementRequest(
	tpp: Tpp,
	agreement: Agreement,
	{ requestId, now, psuHeaders }: AgreementRequestSettings,
): HttpRequest {
	const { agreements, httpSignature: rules } = tpp.bank;
	if (!agreements || !rules) {
		throw new ConfigurationError(`${tpp.bank.name} has no sandbox agreements.`, { field: 'Bank' });
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
		idempotent: false,
	};
}

/** @throws AspspError when the bank refused, InvalidResponseError when the answer is no agreement */
export function readAgreement(response: HttpResponse): JsonObject {
	const agreement = readJsonResponse(response, {
		statuses: [200, 201],
		operation: 'creating the agreement',
	});
	if (typeof agreement.id === 'string' && Array.isArray(agreement.engagements)) return agreement;
	throw new InvalidResponseError("The bank's answer holds no agreement with id and engagements.", {
		httpStatus: response.status,
		interactionId: response.interactionId,
	});
}
