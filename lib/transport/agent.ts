import type { ClientRequest } from 'node:http';
import { Agent, type AgentOptions } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ConnectionOptions } from 'node:tls';

import { HttpsProxyAgent } from 'https-proxy-agent';

/** Pooled connections straight to the bank. */
export class DirectAgent extends Agent {
	constructor(
		options: AgentOptions,
		private readonly connectTimeout: number,
	) {
		super(options);
	}

	override createConnection(...[options, callback]: Parameters<Agent['createConnection']>) {
		return limitHandshake(super.createConnection(options, callback), this.connectTimeout);
	}
}

type TunnelConnectOptions = Parameters<HttpsProxyAgent<string>['connect']>[1];

/** Pooled connections through a proxy. The client certificate is shown to the bank, never to the proxy. */
export class TunnelAgent extends HttpsProxyAgent<string> {
	private readonly security: ConnectionOptions;
	private readonly connectTimeout: number;

	constructor(
		proxy: string,
		options: { pool: AgentOptions; security: ConnectionOptions; connectTimeout: number },
	) {
		super(proxy, options.pool);
		this.security = options.security;
		this.connectTimeout = options.connectTimeout;
	}

	override async connect(request: ClientRequest, options: TunnelConnectOptions): Promise<Socket> {
		const socket = await super.connect(request, {
			...options,
			...this.security,
		} as TunnelConnectOptions);
		return limitHandshake(socket, this.connectTimeout);
	}
}

function limitHandshake<S extends Duplex | null | undefined>(socket: S, milliseconds: number): S {
	const timer = setTimeout(() => {
		socket?.destroy(Object.assign(new Error('Connect timeout'), { code: 'CONNECT_TIMEOUT' }));
	}, milliseconds);
	for (const event of ['secureConnect', 'error', 'close']) {
		socket?.once(event, () => clearTimeout(timer));
	}
	return socket;
}
