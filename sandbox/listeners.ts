import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

import type { Home } from './directory/home';
import type { ListenerName } from './http/request';

export type Handler = (incoming: IncomingMessage, response: ServerResponse) => void;

export interface Listener {
	address: string;
	/** Starts to handle requests; those that arrive earlier wait. */
	serve(handler: Handler): void;
	/** Closes all connections and stops listening. */
	stop(): Promise<void>;
}

/** Opens an HTTPS listener on 127.0.0.1; port 0 stands for any free port. */
export async function listen(name: ListenerName, port: number, home: Home): Promise<Listener> {
	const server = createServer({
		cert: home.server.certificate,
		key: home.server.key,
		minVersion: 'TLSv1.2',
		// Some banks accept self-signed client certificates, so each bank checks the issuer itself.
		requestCert: name === 'mtls',
		rejectUnauthorized: false,
		keepAliveTimeout: 60_000,
	});
	const sockets = trackSockets(server);
	await bind(server, port);
	return {
		address: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
		serve: (handler) => server.on('request', handler),
		stop: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				for (const socket of sockets) socket.destroy();
			}),
	};
}

function bind(server: Server, port: number): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', () => resolve());
	});
}

function trackSockets(server: Server): Set<Socket> {
	const sockets = new Set<Socket>();
	server.on('connection', (socket: Socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
	});
	return sockets;
}
