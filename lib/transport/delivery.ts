import type { ClientRequest } from 'node:http';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';

import { createCache } from '../expiringCache';

/** How far a request got on its way to the bank. */
export interface Delivery {
	/** A byte of the request may have left on an established TLS connection. */
	isWritten: boolean;
	/** The connection carried an earlier request. */
	isReusedConnection: boolean;
	/**
	 * The server has not shown that it accepts our certificate. A TLS 1.3 client counts the connection as established
	 * before the server has read the client's certificate (RFC 8446 §4.4.4).
	 */
	isCertificateUndecided: boolean;
	/** The server has responded to an earlier request with the same certificate. */
	wasCertificateAccepted: boolean;
	/** The start of a response whose body is not complete. */
	received?: ReceivedHeaders;
}

/** Names of headers are in lower case. */
export interface ReceivedHeaders {
	status: number;
	headers: Record<string, string>;
}

/** Records the delivery of one request. */
export interface DeliveryRecord {
	requestStarted(request: ClientRequest): void;
	headersArrived(received: ReceivedHeaders): void;
	/** Returns the current state. */
	read(): Delivery;
}

/** Servers that responded, by certificate. */
const accepting = createCache<true>();
/** Milliseconds. */
const acceptanceLifetime = 24 * 60 * 60 * 1000;

/**
 * Starts the record of one request.
 *
 * @param server identifies the server and our certificate
 */
export function recordDelivery(server: string): DeliveryRecord {
	const sent: { request?: ClientRequest; received?: ReceivedHeaders } = {};
	return {
		requestStarted(request) {
			sent.request = request;
		},
		headersArrived(received) {
			sent.received = received;
			accepting.put(server, { value: true, expires: Date.now() + acceptanceLifetime });
		},
		read: () => ({
			...connectionOf(sent.request),
			wasCertificateAccepted: accepting.find(server) === true,
			...(sent.received && { received: sent.received }),
		}),
	};
}

function connectionOf(request: ClientRequest | undefined) {
	const socket = request?.socket as TLSSocket | null | undefined;
	const handshake = socket ? handshakes.get(socket) : undefined;
	const hasReceived = (socket?.bytesRead ?? 0) > 0;
	return {
		isWritten: handshake?.protocol !== undefined,
		isReusedConnection: request?.reusedSocket ?? false,
		isCertificateUndecided:
			handshake?.protocol === 'TLSv1.3' && !handshake.hasTicket && !hasReceived,
	};
}

interface Handshake {
	/** Absent until the handshake is complete. */
	protocol?: string;
	/** A TLS 1.3 server sends session tickets after it has accepted the client's certificate (RFC 8446 §4.6.1). */
	hasTicket: boolean;
}

const handshakes = new WeakMap<Duplex, Handshake>();

/** Watches the handshake of a new connection: a closed socket no longer knows its protocol. */
export function watchHandshake<S extends Duplex | null | undefined>(socket: S): S {
	if (!socket) return socket;
	const handshake: Handshake = { hasTicket: false };
	handshakes.set(socket, handshake);
	socket.once('secureConnect', () => {
		handshake.protocol = (socket as unknown as TLSSocket).getProtocol() ?? 'unknown';
	});
	socket.on('session', () => (handshake.hasTicket = true));
	return socket;
}

/** Destroys the socket when the TLS handshake takes longer than `milliseconds`. */
export function limitHandshake<S extends Duplex | null | undefined>(
	socket: S,
	milliseconds: number,
): S {
	const timer = setTimeout(() => {
		socket?.destroy(Object.assign(new Error('Connect timeout'), { code: 'CONNECT_TIMEOUT' }));
	}, milliseconds);
	for (const event of ['secureConnect', 'error', 'close']) {
		socket?.once(event, () => clearTimeout(timer));
	}
	return socket;
}
