import { randomUUID, type X509Certificate } from 'node:crypto';

import { json, Refusal, withHeaders, type BankResponse } from '../http/response';
import { acceptsJson, header, mediaType, type BankRequest } from '../http/request';
import type { Endpoint } from '../http/route';
import { tppRefused } from '../httpSignature/refusal';
import { readSigner } from '../httpSignature/verify';
import type { Ledger } from '../ledger';
import type { EikaState } from './state';

/** The embedded Eika. */
export interface EikaBank {
	ca: X509Certificate;
	ledger: Ledger;
	/** Address of the API, without a trailing slash. */
	root: string;
	/** Address of the pages for the PSU. */
	pages: string;
	state: EikaState;
	/** `X-Request-ID` of the signed requests so far. */
	usedRequestIds: Set<string>;
}

/** A request whose signature was verified. */
export interface SignedRequest extends BankRequest {
	/** Subject of the signing certificate. */
	tpp: string;
	bank: EikaBank;
}

export type SignedEndpoint = (request: SignedRequest) => BankResponse | Promise<BankResponse>;

/** Returns an endpoint that responds to signed requests only. Every response repeats `X-Request-ID`. */
export function signedEndpoint(bank: EikaBank, respond: SignedEndpoint): Endpoint {
	return async (request) => {
		const echoed = { 'x-request-id': header(request, 'x-request-id') ?? randomUUID() };
		try {
			const { subject } = await readSigner(request, bank);
			assertNewRequest(request, bank);
			assertFormats(request);
			return withHeaders(await respond({ ...request, tpp: subject, bank }), echoed);
		} catch (error) {
			if (error instanceof Refusal) return withHeaders(error.response, echoed);
			throw error;
		}
	};
}

/** "X-Request-ID": "unique to the call". Only a signed request uses one up. */
function assertNewRequest(request: BankRequest, { usedRequestIds }: EikaBank): void {
	const id = header(request, 'x-request-id')!.toLowerCase();
	if (usedRequestIds.has(id)) {
		throw tppRefused('FORMAT_ERROR', 'X-Request-ID was already used', 'x-request-id');
	}
	usedRequestIds.add(id);
}

function assertFormats(request: BankRequest): void {
	if (!['', 'application/json'].includes(mediaType(request))) {
		throw tppRefused('FORMAT_ERROR', 'Content-Type is not application/json', 'content-type');
	}
	if (acceptsJson(request)) return;
	throw tppRefused('REQUESTED_FORMATS_INVALID', 'Accept does not allow application/json', 'accept');
}

/** Returns a response with the media type exactly as the Berlin Group's file has it. */
export const berlinGroupJson = (
	status: number,
	body: unknown,
	headers?: Record<string, string>,
): BankResponse => json(status, body, { 'content-type': 'application/json', ...headers });

/** Returns an amount: a text as in the Berlin Group's file, or a number while the bank sends numbers. */
export function money(amount: number, currency: string, request: SignedRequest): object {
	const isNumber = request.bank.state.amountsAsNumbers && !header(request, 'x-accept-fix');
	return { amount: isNumber ? amount : amount.toFixed(2), currency };
}
