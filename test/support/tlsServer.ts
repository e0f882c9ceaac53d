import { once } from 'node:events';
import {
	createServer as createHttpServer,
	type IncomingHttpHeaders,
	type IncomingMessage,
	type ServerResponse,
} from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import {
	connect,
	createServer as createTcpServer,
	type AddressInfo,
	type Server,
	type Socket,
} from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { gzipSync } from 'node:zlib';

import type { TlsIdentity } from '../../lib/tpp';
import {
	aCertificate,
	aCertificateAuthority,
	aPrivateKey,
	type CertificateOptions,
	type IssuedCertificate,
} from './certificates';

/** A bank's server as a transport sees it: TLS on 127.0.0.1 and a free port. */
export interface TlsServer {
	port: number;
	/** Returns an address on `localhost`, the name in the server's certificate. */
	url(path?: string): string;
	/** Every request so far. */
	requests: ReceivedRequest[];
	/** TCP connections so far. */
	connections: number;
	/** TLS handshakes completed so far. */
	handshakes: number;
	/** Connections that are open now. */
	open: Set<Socket>;
	/** Sets the responses from now on. */
	respondWith(...responses: Respond[]): void;
	/** Resolves when no connection is open. */
	idle(): Promise<void>;
	close(): Promise<void>;
}

interface ReceivedRequest {
	method: string;
	url: string;
	headers: IncomingHttpHeaders;
	body: string;
	/** CN of the client certificate. */
	client?: string;
	protocol: string | null;
	/** 1 for the first connection. */
	connection: number;
}

export type Respond = (response: ServerResponse, request: ReceivedRequest) => void;

export interface TlsServerOptions extends Pick<
	ServerOptions,
	'minVersion' | 'maxVersion' | 'ciphers' | 'keepAliveTimeout'
> {
	/** Responses in order; the last one is repeated. */
	responses?: Respond[];
	demandClientCertificate?: boolean;
	certificate?: CertificateOptions;
}

/** CA for the servers and clients of a test file. */
export const authority = aCertificateAuthority();

const key = (name: string) => aPrivateKey('p256', name);

export async function startTlsServer(options: TlsServerOptions = {}): Promise<TlsServer> {
	const server = createServer(tlsOptions(options));
	let responses = options.responses ?? [json({})];
	const ordinals = new Map<unknown, number>();
	const state: TlsServer = {
		port: 0,
		url: (path = '/') => `https://localhost:${state.port}${path}`,
		requests: [],
		connections: 0,
		handshakes: 0,
		open: new Set(),
		respondWith: (...next) => void (responses = next),
		idle: async () => {
			while (state.open.size > 0)
				await Promise.all([...state.open].map((one) => once(one, 'close')));
		},
		close: () => close(server, state.open),
	};
	server.on('connection', (socket: Socket) => {
		state.connections++;
		track(socket, state.open);
	});
	server.on('secureConnection', (socket) => {
		ordinals.set(socket, ++state.handshakes);
		socket.on('error', () => undefined);
	});
	server.on('request', (message: IncomingMessage, response: ServerResponse) => {
		void readRequest(message, ordinals.get(message.socket) ?? 0).then(
			(request) => {
				state.requests.push(request);
				const respond = responses.length > 1 ? responses.shift()! : responses[0]!;
				respond(response, request);
			},
			() => undefined,
		);
	});
	server.on('tlsClientError', () => undefined);
	server.on('clientError', (_error, socket: Duplex) => socket.destroy());
	state.port = await listen(server);
	return state;
}

/** Returns a client certificate of `authority` with its key. The same name gets the same key. */
export function aTlsIdentity(name = 'example-tpp', options: CertificateOptions = {}): TlsIdentity {
	const { certificatePem, keyPem } = aCertificate({
		subject: [['CN', name]],
		issuer: authority,
		privateKey: key(name),
		...options,
	});
	return { certificatePem, keyPem, caPem: authority.certificatePem };
}

interface ConnectProxy {
	url: string;
	/** Targets of CONNECT, such as `localhost:443`. */
	targets: string[];
	headers: IncomingHttpHeaders[];
	open: Set<Socket>;
	close(): Promise<void>;
}

export interface ConnectProxyOptions {
	/** Response instead of a tunnel; with an empty text the proxy never responds. */
	refusal?: string;
	/** Port to connect to, whatever was requested. */
	target?: number;
}

/** Starts an HTTP proxy that opens tunnels. */
export async function startConnectProxy(options: ConnectProxyOptions = {}): Promise<ConnectProxy> {
	const server = createHttpServer();
	const proxy: ConnectProxy = {
		url: '',
		targets: [],
		headers: [],
		open: new Set(),
		close: () => close(server, proxy.open),
	};
	server.on('connection', (socket: Socket) => track(socket, proxy.open));
	server.on('connect', (request: IncomingMessage, client: Socket) => {
		proxy.targets.push(request.url ?? '');
		proxy.headers.push(request.headers);
		client.on('end', () => client.end()).resume();
		if (options.refusal === '') return;
		if (options.refusal) client.end(options.refusal);
		else tunnel(client, options.target ?? Number(/\d+$/.exec(request.url ?? '')?.[0]));
	});
	proxy.url = `http://127.0.0.1:${await listen(server)}`;
	return proxy;
}

function tunnel(client: Socket, port: number): void {
	const bank = connect(port, '127.0.0.1', () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
	client.pipe(bank).pipe(client);
	for (const socket of [client, bank]) {
		socket.on('error', () => undefined);
		socket.on('close', () => [client, bank].forEach((each) => each.destroy()));
	}
}

/** Starts a server that accepts connections and sends nothing, not even a TLS handshake. */
export async function startSilentServer(onConnection: (socket: Socket) => void = () => undefined) {
	const open = new Set<Socket>();
	const server = createTcpServer((socket) => {
		track(socket, open);
		onConnection(socket);
	});
	const port = await listen(server);
	return { port, open, close: () => close(server, open) };
}

/** A port on which nothing listens. A free port could be used by another test in the meantime. */
export const closedPort = 1;

// Responses.

/** Echoes the interaction id, as banks do. */
export function json(
	body: unknown,
	{ status = 200, headers = {} as Record<string, string> } = {},
): Respond {
	return (response, request) => {
		const id = request.headers['x-fapi-interaction-id'];
		response.writeHead(status, {
			'content-type': 'application/json',
			...(id && { 'x-fapi-interaction-id': id }),
			...headers,
		});
		response.end(JSON.stringify(body));
	};
}

export const refuse = (status: number, headers: Record<string, string> = {}): Respond =>
	json({ error: 'refused' }, { status, headers });

/** Closes the connection instead of responding. */
export const reset: Respond = (response) => void response.socket?.destroy();

/** Never responds. */
export const stall: Respond = () => undefined;

/** Sends headers and the start of a body, then nothing more. */
export const stallBody: Respond = (response) => {
	response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
	response.write('{"Data":');
};

/** Sends headers and the start of a body, and closes the connection. */
export const dropBody: Respond = (response) => {
	response.writeHead(200, { 'content-type': 'application/json' });
	response.write('{"Data":', () => response.socket?.destroy());
};

/** Sends the given bytes instead of an HTTP response and closes the connection. */
export const raw =
	(...parts: Array<string | Buffer>): Respond =>
	(response) => {
		for (const part of parts) response.socket?.write(part);
		response.socket?.end();
	};

export const redirect = (location: string, status = 302): Respond => refuse(status, { location });

/** Sends zeros, which compress a thousand to one. */
export function gzipBomb(bytes: number): Respond {
	const body = gzipSync(Buffer.alloc(bytes));
	return (response) => {
		response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
		response.end(body);
	};
}

/** Sends bytes as long as the client reads them. */
export const endlessBody: Respond = (response) => {
	const chunk = Buffer.alloc(16 * 1024, ' ');
	const send = () => {
		while (!response.destroyed && response.write(chunk));
	};
	response.writeHead(200, { 'content-type': 'application/json' });
	response.on('drain', send);
	send();
};

export const encoded =
	(body: Buffer, encoding: string): Respond =>
	(response) => {
		response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding });
		response.end(body);
	};

// Parts of the servers.

function tlsOptions(options: TlsServerOptions): ServerOptions {
	const { responses: _responses, demandClientCertificate, certificate, ...rest } = options;
	const own: IssuedCertificate = aCertificate({
		subject: [['CN', 'localhost']],
		issuer: authority,
		privateKey: key('server'),
		...certificate,
	});
	return {
		cert: own.certificatePem,
		key: own.keyPem,
		ca: authority.certificatePem,
		requestCert: true,
		rejectUnauthorized: demandClientCertificate ?? false,
		...rest,
	};
}

async function readRequest(message: IncomingMessage, connection: number): Promise<ReceivedRequest> {
	const chunks: Buffer[] = [];
	for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
	const socket = message.socket as TLSSocket;
	return {
		method: message.method ?? '',
		url: message.url ?? '',
		headers: message.headers,
		body: Buffer.concat(chunks).toString('utf8'),
		client: socket.getPeerCertificate().subject?.CN as string | undefined,
		protocol: socket.getProtocol(),
		connection,
	};
}

function track(socket: Socket, open: Set<Socket>): void {
	open.add(socket);
	socket.on('error', () => undefined);
	socket.on('close', () => open.delete(socket));
}

async function listen(server: Server): Promise<number> {
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return (server.address() as AddressInfo).port;
}

async function close(server: Server, open: Set<Socket>): Promise<void> {
	const closed = once(server, 'close');
	server.close();
	for (const socket of open) socket.destroy();
	await closed;
}
