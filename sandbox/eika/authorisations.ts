import type { BankResponse } from '../http/response';
import { tppRefused } from '../httpSignature/refusal';
import { addressOf, eikaConsentOf, newAuthorisation, readPsu } from './consents';
import { berlinGroupJson, type SignedRequest } from './signedEndpoint';
import type { EikaConsentStatus } from './state';

/** Starts the authorisation of a consent that nobody has decided yet (`POST …/authorisations`). */
export function startAuthorisation(request: SignedRequest): BankResponse {
	const { bank } = request;
	const consent = eikaConsentOf(request);
	if (consent.status !== 'received') {
		throw tppRefused('STATUS_INVALID', `The consent is ${consent.status}`);
	}
	const { redirectUri, scaToken, authorisationId } = newAuthorisation(request);
	const { context, psuId, psuCorporateId } = readPsu(request);
	consent.redirectUri = redirectUri;
	consent.scaToken = scaToken;
	consent.authorisationId = authorisationId;
	consent.context = context ?? consent.context;
	consent.psuId = psuId ?? consent.psuId;
	consent.psuCorporateId = psuCorporateId ?? consent.psuCorporateId;
	const self = `${addressOf(consent, bank)}/authorisations/${authorisationId}`;
	return berlinGroupJson(
		201,
		{
			scaStatus: 'received',
			authorisationId,
			_links: {
				scaRedirect: { href: `${bank.pages}/${scaToken}` },
				scaStatus: { href: self },
			},
		},
		{ 'aspsp-sca-approach': 'REDIRECT' },
	);
}

/** Lists the authorisation of a consent. A new one replaces the former one. */
export function listAuthorisations(request: SignedRequest): BankResponse {
	const { authorisationId } = eikaConsentOf(request);
	return berlinGroupJson(200, { authorisationIds: authorisationId ? [authorisationId] : [] });
}

/** Responds with the state of an authorisation. The pages of the bank know only these three. */
export function readAuthorisation(request: SignedRequest): BankResponse {
	const { authorisationId, status } = eikaConsentOf(request);
	if (request.parameters['authorisationId'] !== authorisationId) {
		throw tppRefused('RESOURCE_UNKNOWN', 'The consent has no authorisation with this id');
	}
	return berlinGroupJson(200, { scaStatus: scaStatusOf(status) });
}

const scaStatusOf = (status: EikaConsentStatus): string =>
	status === 'received' ? 'received' : status === 'rejected' ? 'failed' : 'finalised';
