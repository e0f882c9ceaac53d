import { setTimeout as delay } from 'node:timers/promises';

import type { Bank } from './banks/bank';
import { misbehave, type Faults } from './faults';
import { Refusal, type Answer } from './http/answer';
import {
	certificateRefused,
	certificateRequired,
	expiresWithin,
	isClientOf,
} from './http/clientCertificate';
import { bankRequest, type BankRequest, type ListenerName } from './http/request';
import { findRoute, type Route } from './http/route';
import type { Handler } from './listeners';
import type { Counters } from './statistics';

export interface Front {
	banks: Bank[];
	/** What belongs to no bank: keystore and control. */
	routes: Route[];
	counters: Counters;
	faults: Faults;
	latency: number;
}

/** Everything a request passes on its way to the endpoint that answers it. */
export function handlerOf(front: Front, listener: ListenerName): Handler {
	return (incoming, response) => {
		const request = bankRequest(incoming, response, listener);
		answerOf(front, request)
			.catch((error: unknown) => failure(error))
			.then((answer) => send(request, answer))
			.catch(() => response.destroy());
	};
}

async function answerOf(front: Front, request: BankRequest): Promise<Answer | 'answered'> {
	const bank = front.banks.find(({ id }) => request.path.startsWith(`/${id}/`));
	const control = !bank && request.path.startsWith('/control/');
	if (!control) {
		front.counters.countRequest(request.listener, bank?.id, request.incoming.socket);
	}
	if (request.listener === 'mtls' && front.latency > 0) await delay(front.latency);
	const fault = control ? undefined : front.faults.take(request.method, request.path);
	const faulty = fault && (await misbehave(fault, request));
	if (faulty) return faulty;
	const refusal = certificateProblem(request, bank);
	if (refusal) return refusal;
	return bank ? bankAnswer(bank, request) : routeAnswer({ id: '', routes: front.routes }, request);
}

function bankAnswer(bank: Bank, request: BankRequest): Promise<Answer | 'answered'> {
	return routeAnswer(bank, { ...request, path: request.path.slice(bank.id.length + 1) });
}

async function routeAnswer(
	bank: Omit<Bank, 'description'>,
	request: BankRequest,
): Promise<Answer | 'answered'> {
	const found = findRoute(bank.routes, request);
	if (found.is === 'endpoint') {
		return found.endpoint({ ...request, parameters: found.parameters });
	}
	const refusal = bank.refuse?.(request, found);
	if (refusal) return refusal;
	if (found.is === 'unknown' && bank.authorizationServer) return bank.authorizationServer(request);
	return found.is === 'unknown'
		? { status: 404 }
		: { status: 405, headers: { allow: found.allow } };
}

function certificateProblem(request: BankRequest, bank: Bank | undefined): Answer | undefined {
	if (request.listener !== 'mtls') return undefined;
	if (request.certificate === undefined) return certificateRequired;
	return bank && isCertificateRefused(request, bank) ? certificateRefused : undefined;
}

function isCertificateRefused(request: BankRequest, bank: Bank): boolean {
	const { certificateAuthority, certificateDays } = bank;
	if (certificateAuthority && !isClientOf(certificateAuthority, request)) return true;
	return certificateDays !== undefined && expiresWithin(certificateDays, request);
}

function failure(error: unknown): Answer {
	if (error instanceof Refusal) return error.answer;
	console.error(error);
	return { status: 500 };
}

function send({ incoming, response }: BankRequest, answer: Answer | 'answered'): void {
	if (answer === 'answered') return;
	const body = answer.body ?? '';
	// RFC 9110 §8.6: no Content-Length with 204.
	const length = answer.status === 204 ? {} : { 'content-length': String(Buffer.byteLength(body)) };
	response.writeHead(answer.status, { ...length, ...answer.headers });
	response.end(incoming.method === 'HEAD' ? undefined : body);
	incoming.resume();
}
