import { setTimeout as delay } from 'node:timers/promises';

import type { Bank } from './banks/bank';
import { applyFault, type Faults } from './faults';
import { Refusal, type BankResponse } from './http/response';
import {
	certificateRefused,
	certificateRequired,
	expiresWithin,
	isIssuedToClient,
} from './http/clientCertificate';
import { bankRequest, type BankRequest, type ListenerName } from './http/request';
import { findRoute, type Route } from './http/route';
import type { Handler } from './listeners';
import type { Counters } from './statistics';

/** What both listeners need to respond to requests. */
export interface Server {
	banks: Bank[];
	/** Routes that belong to no bank: keystore, control and `sandbox.json`. */
	routes: Route[];
	counters: Counters;
	faults: Faults;
	/** Milliseconds by which every response of the mTLS listener is delayed. */
	latency: number;
}

/** Returns the request handler of one listener: counting, latency, faults, certificate check, endpoint. */
export function handlerOf(server: Server, listener: ListenerName): Handler {
	return (incoming, response) => {
		const request = bankRequest(incoming, response, listener);
		respond(server, request)
			.catch((error: unknown) => toErrorResponse(error))
			.then((response) => send(request, response))
			.catch(() => response.destroy());
	};
}

async function respond(server: Server, request: BankRequest): Promise<BankResponse | 'sent'> {
	const bank = server.banks.find(({ id }) => request.path.startsWith(`/${id}/`));
	const isControl = !bank && request.path.startsWith('/control/');
	if (!isControl) {
		server.counters.countRequest(request.listener, bank?.id, request.incoming.socket);
	}
	if (request.listener === 'mtls' && server.latency > 0) await delay(server.latency);
	const fault = isControl ? undefined : server.faults.take(request.method, request.path);
	const faultyResponse = fault && (await applyFault(fault, request));
	if (faultyResponse) return faultyResponse;
	const rejection = rejectCertificate(request, bank);
	if (rejection) return rejection;
	return await (bank
		? respondFromBank(bank, request)
		: respondFromRoutes({ id: '', routes: server.routes }, request));
}

function respondFromBank(bank: Bank, request: BankRequest): Promise<BankResponse | 'sent'> {
	return respondFromRoutes(bank, { ...request, path: request.path.slice(bank.id.length + 1) });
}

async function respondFromRoutes(
	bank: Omit<Bank, 'description'>,
	request: BankRequest,
): Promise<BankResponse | 'sent'> {
	const found = findRoute(bank.routes, request);
	if (found.is === 'endpoint') {
		return found.endpoint({ ...request, parameters: found.parameters });
	}
	const response = bank.respondNotFound?.(request, found);
	if (response) return response;
	if (found.is === 'unknown' && bank.authorizationServer) return bank.authorizationServer(request);
	return found.is === 'unknown'
		? { status: 404 }
		: { status: 405, headers: { allow: found.allow } };
}

function rejectCertificate(request: BankRequest, bank: Bank | undefined): BankResponse | undefined {
	if (request.listener !== 'mtls') return undefined;
	if (request.certificate === undefined) return certificateRequired;
	return bank && isCertificateRejected(request, bank) ? certificateRefused : undefined;
}

function isCertificateRejected(request: BankRequest, bank: Bank): boolean {
	const { certificateAuthority, certificateDays } = bank;
	if (certificateAuthority && !isIssuedToClient(certificateAuthority, request)) return true;
	return certificateDays !== undefined && expiresWithin(certificateDays, request);
}

function toErrorResponse(error: unknown): BankResponse {
	if (error instanceof Refusal) return error.response;
	console.error(error);
	return { status: 500 };
}

function send({ incoming, outgoing }: BankRequest, response: BankResponse | 'sent'): void {
	if (response === 'sent') return;
	const body = response.body ?? '';
	// RFC 9110 §8.6: no Content-Length with 204.
	const length =
		response.status === 204 ? {} : { 'content-length': String(Buffer.byteLength(body)) };
	outgoing.writeHead(response.status, { ...length, ...response.headers });
	outgoing.end(incoming.method === 'HEAD' ? undefined : body);
	incoming.resume();
}
