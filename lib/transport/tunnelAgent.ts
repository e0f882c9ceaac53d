import type { ClientRequest } from 'node:http';
import type { AgentOptions } from 'node:https';
import type { Socket } from 'node:net';
import { checkServerIdentity, type ConnectionOptions, type PeerCertificate } from 'node:tls';

import { HttpsProxyAgent } from 'https-proxy-agent';

import { limitHandshake, watchHandshake } from './delivery';

export interface TunnelOptions {
	pool: AgentOptions;
	/** The TLS options of the connection to the bank. */
	security: ConnectionOptions;
	/** Milliseconds until the tunnel and the TLS handshake are complete. */
	connectTimeout: number;
}

type TunnelConnectOptions = Parameters<HttpsProxyAgent<string>['connect']>[1];

/** Pools connections through a proxy. Only the bank gets the client certificate, never the proxy. */
export class TunnelAgent extends HttpsProxyAgent<string> {
	private readonly security: ConnectionOptions;
	private readonly connectTimeout: number;

	constructor(proxy: string, options: TunnelOptions) {
		super(proxy, options.pool);
		this.security = options.security;
		this.connectTimeout = options.connectTimeout;
	}

	override async connect(request: ClientRequest, options: TunnelConnectOptions): Promise<Socket> {
		const timeout = new AbortController();
		const timer = setTimeout(() => timeout.abort(), this.connectTimeout);
		// super.connect reads the signal before it waits. Nothing else ends a proxy that does not respond.
		Object.assign(this.connectOpts, { signal: timeout.signal });
		let outcome = 'CLOSED';
		request.once('proxyConnect', (response: { statusCode: number }) => {
			outcome = String(response.statusCode);
		});
		try {
			const socket = await super.connect(request, this.withSecurity(options));
			if (outcome === '200') return watchHandshake(limitHandshake(socket, this.connectTimeout));
			// https-proxy-agent would pass on the proxy's error as the bank's response.
			socket.destroy();
		} catch (thrown) {
			const { code } = thrown as { code?: string };
			outcome = timeout.signal.aborted ? 'TIMEOUT' : (code ?? 'CLOSED');
		} finally {
			clearTimeout(timer);
		}
		throw Object.assign(new Error('No tunnel'), { code: `PROXY_${outcome}` });
	}

	/** Checks the host name here: for an IP address https-proxy-agent would accept a certificate for `localhost`. */
	private withSecurity(options: TunnelConnectOptions): TunnelConnectOptions {
		return {
			...options,
			...this.security,
			checkServerIdentity: (_name: string, certificate: PeerCertificate) =>
				checkServerIdentity(options.host ?? '', certificate),
		} as TunnelConnectOptions;
	}
}
