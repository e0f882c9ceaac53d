import type { ClientRequest } from 'node:http';
import { Agent, type AgentOptions } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { checkServerIdentity, type ConnectionOptions, type PeerCertificate } from 'node:tls';

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
		const late = new AbortController();
		const timer = setTimeout(() => late.abort(), this.connectTimeout);
		// Read before the first wait of super.connect: it is the only way to end a proxy that says nothing.
		Object.assign(this.connectOpts, { signal: late.signal });
		let outcome = 'CLOSED';
		request.once('proxyConnect', (answer: { statusCode: number }) => {
			outcome = String(answer.statusCode);
		});
		try {
			const socket = await super.connect(request, this.secured(options));
			if (outcome === '200') return limitHandshake(socket, this.connectTimeout);
			// https-proxy-agent would have us read the proxy's refusal as the bank's answer.
			socket.destroy();
		} catch (thrown) {
			const { code } = thrown as { code?: string };
			outcome = late.signal.aborted ? 'TIMEOUT' : (code ?? 'CLOSED');
		} finally {
			clearTimeout(timer);
		}
		throw Object.assign(new Error('No tunnel'), { code: `PROXY_${outcome}` });
	}

	/** The name is checked here because https-proxy-agent leaves out an IP address: `localhost` would do in its place. */
	private secured(options: TunnelConnectOptions): TunnelConnectOptions {
		return {
			...options,
			...this.security,
			checkServerIdentity: (_name: string, certificate: PeerCertificate) =>
				checkServerIdentity(options.host ?? '', certificate),
		} as TunnelConnectOptions;
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
