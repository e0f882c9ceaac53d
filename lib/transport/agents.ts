import type { ClientRequest } from 'node:http';
import { Agent, type AgentOptions } from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import tls, { checkServerIdentity, type ConnectionOptions, type PeerCertificate } from 'node:tls';

import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';

import { ConfigurationError, credentialError } from '../errors';
import type { TlsIdentity } from '../tpp';
import type { EgressFilter } from './http';
import { tlsFingerprint } from './tlsFingerprint';

export interface AgentRequirements {
	identity: TlsIdentity;
	egress?: EgressFilter;
	/** Milliseconds until the TCP and TLS handshakes are complete. */
	connectTimeout: number;
}

const maxAgents = 50;
const maxSocketsPerHost = 16;
/** Many servers close an idle connection after 5 s. We close it earlier. */
const idleMilliseconds = 4_000;

/** The connection pool of this process: one agent for each identity and proxy. The least recently used comes first. */
const agents = new Map<string, Agent>();
process.once('exit', closeConnections);

/**
 * Returns the pooled agent for requests to `url`.
 *
 * @throws ConfigurationError for an unusable certificate, key or proxy address
 */
export function agentFor(url: URL, requirements: AgentRequirements): Agent {
	const proxy = proxyFor(url);
	const key = keyOf(proxy, requirements);
	const agent = agents.get(key) ?? createAgent(proxy, requirements);
	agents.delete(key);
	agents.set(key, agent);
	dropOldest();
	return agent;
}

/** Reads HTTPS_PROXY and NO_PROXY. Removes a dot at the end of the host name, because NO_PROXY has none. */
function proxyFor(url: URL): string {
	const host = url.hostname.replace(/\.$/, '');
	const proxy = getProxyForUrl(`https://${host}${url.port && `:${url.port}`}/`);
	if (!proxy || URL.canParse(proxy)) return proxy;
	throw new ConfigurationError(
		'The environment variable HTTPS_PROXY of this machine is not a valid URL.',
		{ tppAction: 'fixRequest' },
	);
}

/** Closes all pooled connections. Requests in progress fail. */
export function closeConnections(): void {
	for (const agent of agents.values()) agent.destroy();
	agents.clear();
}

/** A dropped agent finishes its requests. Its idle connections close after `idleMilliseconds`. */
function dropOldest(): void {
	const [oldest] = agents.keys();
	if (agents.size > maxAgents && oldest) agents.delete(oldest);
}

const keyOf = (proxy: string, { identity, egress, connectTimeout }: AgentRequirements): string =>
	// Only whether there is a filter: every execution has new functions for the same policy.
	[tlsFingerprint(identity), proxy, egress?.lookup !== undefined, connectTimeout].join(' ');

function createAgent(
	proxy: string,
	{ identity, egress, connectTimeout }: AgentRequirements,
): Agent {
	const pool: AgentOptions = {
		keepAlive: true,
		maxSockets: maxSocketsPerHost,
		maxFreeSockets: maxSocketsPerHost,
		timeout: idleMilliseconds,
		scheduling: 'lifo',
	};
	const security = tlsOptions(identity);
	return proxy
		? (new TunnelAgent(proxy, { pool, security, connectTimeout }) as unknown as Agent)
		: new DirectAgent(
				{ ...pool, ...security, lookup: withErrorCode(egress?.lookup) },
				connectTimeout,
			);
}

/** Creates the TLS context here. With PEM options, Node would put the private key into the names of the pool. */
function tlsOptions({ certificatePem, keyPem, caPem, ignoreSslIssues }: TlsIdentity) {
	try {
		const secureContext = tls.createSecureContext({
			cert: certificatePem,
			key: keyPem,
			ca: trustedAuthorities(caPem),
			minVersion: 'TLSv1.2',
		});
		return { secureContext, rejectUnauthorized: !ignoreSslIssues };
	} catch (thrown) {
		const { code = 'UNKNOWN' } = thrown as { code?: string };
		throw credentialError(
			`The transport certificate, its private key or the CA certificates cannot be used (${code}).`,
			'transportCertificate',
		);
	}
}

/** Adds a code to the error for an address that is not allowed. A failed name resolution already has a code. */
function withErrorCode(lookup?: LookupFunction): LookupFunction | undefined {
	return (
		lookup &&
		((hostname, options, callback) =>
			lookup(hostname, options, (error, ...found) => {
				callback(error && Object.assign(error, { code: error.code ?? 'EGRESS_REFUSED' }), ...found);
			}))
	);
}

/** Returns the PEM of the system's authorities and of `caPem`. Returns undefined without `caPem`: Node uses its default. */
export const trustedAuthorities = (caPem: string | undefined): string[] | undefined =>
	caPem ? [...systemAuthorities(), caPem] : undefined;

/** Includes NODE_EXTRA_CA_CERTS if this version of Node can list them. */
function systemAuthorities(): readonly string[] {
	const { getCACertificates } = tls as { getCACertificates?: (type: 'default') => string[] };
	return getCACertificates?.('default') ?? tls.rootCertificates;
}

/** Pools direct connections to the bank. */
class DirectAgent extends Agent {
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

/** Pools connections through a proxy. Only the bank gets the client certificate, never the proxy. */
class TunnelAgent extends HttpsProxyAgent<string> {
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
			if (outcome === '200') return limitHandshake(socket, this.connectTimeout);
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

/** Destroys the socket when the TLS handshake takes longer than `milliseconds`. */
function limitHandshake<S extends Duplex | null | undefined>(socket: S, milliseconds: number): S {
	const timer = setTimeout(() => {
		socket?.destroy(Object.assign(new Error('Connect timeout'), { code: 'CONNECT_TIMEOUT' }));
	}, milliseconds);
	for (const event of ['secureConnect', 'error', 'close']) {
		socket?.once(event, () => clearTimeout(timer));
	}
	return socket;
}
