import type { ClientRequest } from 'node:http';
import { Agent, type AgentOptions } from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import tls, { checkServerIdentity, type ConnectionOptions, type PeerCertificate } from 'node:tls';

import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';

import { ConfigurationError } from '../errors';
import type { TlsIdentity } from '../tpp';
import type { EgressFilter } from './http';
import { tlsFingerprint } from './tlsFingerprint';

export interface AgentRequirements {
	identity: TlsIdentity;
	egress?: EgressFilter;
	/** Milliseconds until TCP and TLS must be up. */
	connectTimeout: number;
}

const maxAgents = 50;
const maxSocketsPerHost = 16;
/** Below the 5 s after which many servers close an idle connection. */
const idleMilliseconds = 4_000;

/** Connections of this process: one agent for each identity and proxy, least recently used first. */
const agents = new Map<string, Agent>();
process.once('exit', closeConnections);

/** The pooled agent for requests to `url`. */
export function agentFor(url: URL, requirements: AgentRequirements): Agent {
	const proxy = proxyFor(url);
	const key = keyOf(proxy, requirements);
	const agent = agents.get(key) ?? createAgent(proxy, requirements);
	agents.delete(key);
	agents.set(key, agent);
	forgetOldest();
	return agent;
}

/** The proxy of HTTPS_PROXY and NO_PROXY; NO_PROXY names hosts without the dot of the root. */
function proxyFor(url: URL): string {
	const host = url.hostname.replace(/\.$/, '');
	const proxy = getProxyForUrl(`https://${host}${url.port && `:${url.port}`}/`);
	if (!proxy || URL.canParse(proxy)) return proxy;
	throw new ConfigurationError("This n8n's environment variable HTTPS_PROXY holds no URL.", {
		tppAction: 'fixRequest',
	});
}

/** Closes every pooled connection; requests under way fail. */
export function closeConnections(): void {
	for (const agent of agents.values()) agent.destroy();
	agents.clear();
}

/** A forgotten agent finishes what it does; its idle connections end by themselves. */
function forgetOldest(): void {
	const [oldest] = agents.keys();
	if (agents.size > maxAgents && oldest) agents.delete(oldest);
}

const keyOf = (proxy: string, { identity, egress, connectTimeout }: AgentRequirements): string =>
	// Not which filter: n8n makes a new function of one policy for every execution.
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
		: new DirectAgent({ ...pool, ...security, lookup: guarded(egress?.lookup) }, connectTimeout);
}

/** A ready context instead of PEM options: Node would put the private key into the pool's names. */
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
		throw new ConfigurationError(
			`The transport certificate, its key and the CA certificates do not work together (${code}).`,
			{ field: 'Transport Certificate' },
		);
	}
}

/** n8n's refusal of an address carries no code, unlike a failed name resolution. */
function guarded(lookup?: LookupFunction): LookupFunction | undefined {
	return (
		lookup &&
		((hostname, options, callback) =>
			lookup(hostname, options, (error, ...found) => {
				callback(error && Object.assign(error, { code: error.code ?? 'EGRESS_REFUSED' }), ...found);
			}))
	);
}

/** PEM of the system's authorities and of those given beside them; undefined leaves it to Node. */
export const trustedAuthorities = (caPem: string | undefined): string[] | undefined =>
	caPem ? [...systemAuthorities(), caPem] : undefined;

/** With NODE_EXTRA_CA_CERTS where this Node can tell them. */
function systemAuthorities(): readonly string[] {
	const { getCACertificates } = tls as { getCACertificates?: (type: 'default') => string[] };
	return getCACertificates?.('default') ?? tls.rootCertificates;
}

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
