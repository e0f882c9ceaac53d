import { createAgreement } from '../endpoints/agreements';
import { header } from '../http/request';
import { withHeaders, type BankResponse } from '../http/response';
import { tppRefused } from '../httpSignature/refusal';
import type { Bank, OpenBank } from './bank';

const path = '/v1/sandbox/agreements';

/** Eika as its page "Create sandbox agreements" describes it. Errors have the Berlin Group's format. */
export const eika: OpenBank = ({ directory, ledger, mtlsAddress }) => {
	const apiBaseUrl = `${mtlsAddress}/eika`;
	const agreements = `${apiBaseUrl}${path}`;
	const bank = { ca: directory.ca, ledger, root: agreements, usedRequestIds: new Set<string>() };
	return {
		id: 'eika',
		routes: [
			{
				listener: 'mtls',
				method: 'POST',
				path,
				endpoint: (request) => createAgreement(request, bank),
			},
		],
		description: { agreements, apiBaseUrl },
		respondNotFound: refuse,
	};
};

const refuse: Bank['respondNotFound'] = (request, found): BankResponse => {
	const { response } =
		found.is === 'unknown'
			? tppRefused('RESOURCE_UNKNOWN', `There is nothing at ${request.path}`)
			: tppRefused('SERVICE_INVALID', `${request.method} is not offered at ${request.path}`);
	const requestId = header(request, 'x-request-id');
	return withHeaders(response, {
		...(found.is === 'methodNotAllowed' ? { allow: found.allow } : {}),
		...(requestId ? { 'x-request-id': requestId } : {}),
	});
};
