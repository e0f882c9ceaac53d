import { Agent, type AgentOptions } from 'node:https';
import type { LookupFunction } from 'node:net';
import tls from 'node:tls';

import { getProxyForUrl } from 'proxy-from-env';

import { configurationError, credentialError } from '../errors';
import { jsonHash } from '../hash';
import type { TlsIdentity } from '../tpp';
import { maxConcurrency } from './concurrency';
import { limitHandshake, watchHandshake } from './delivery';
import type { EgressFilter } from './http';
import type * as Tunnel from './tunnelAgent';
import type { TunnelOptions } from './tunnelAgent';

export interface AgentRequirements {
	identity: TlsIdentity;
	egress?: EgressFilter;
	/** Milliseconds until the TCP and TLS handshakes are complete. */
	connectTimeout: number;
}

const maxAgents = 50;
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
	const { identity, egress, connectTimeout } = requirements;
	// Only whether there is a filter: every execution has new functions for the same policy.
	const isFiltered = egress?.lookup !== undefined;
	const key = [tlsFingerprint(identity), proxy, isFiltered, connectTimeout].join(' ');
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
	throw configurationError(
		'The environment variable HTTPS_PROXY of this machine is not a valid URL.',
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

function createAgent(
	proxy: string,
	{ identity, egress, connectTimeout }: AgentRequirements,
): Agent {
	const pool: AgentOptions = {
		keepAlive: true,
		maxSockets: maxConcurrency,
		maxFreeSockets: maxConcurrency,
		timeout: idleMilliseconds,
		scheduling: 'lifo',
	};
	const security = tlsOptions(identity);
	return proxy
		? createTunnelAgent(proxy, { pool, security, connectTimeout })
		: new DirectAgent(
				{ ...pool, ...security, lookup: withErrorCode(egress?.lookup) },
				connectTimeout,
			);
}

/** Loads https-proxy-agent when a proxy is first used, because loading it takes longer than the rest of the transport. */
function createTunnelAgent(proxy: string, options: TunnelOptions): Agent {
	const { TunnelAgent } = require('./tunnelAgent') as typeof Tunnel;
	return new TunnelAgent(proxy, options) as unknown as Agent;
}

/**
 * The cipher suites of TLS 1.3, and those of TLS 1.2 with ephemeral keys and AES-GCM: FAPI 1.0 part 2 §8.5, also for servers
 * with ECDSA certificates (RFC 9325 §4.2).
 */
const ciphers = [
	...['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256'],
	...['ECDHE-ECDSA', 'ECDHE-RSA', 'DHE-RSA'].flatMap((exchange) => [
		`${exchange}-AES256-GCM-SHA384`,
		`${exchange}-AES128-GCM-SHA256`,
	]),
].join(':');

/** Creates the TLS context here. With PEM options, Node would put the private key into the names of the pool. */
function tlsOptions({ certificatePem, keyPem, caPem, ignoreSslIssues }: TlsIdentity) {
	try {
		const secureContext = tls.createSecureContext({
			cert: certificatePem,
			key: keyPem,
			ca: trustedAuthorities(caPem),
			minVersion: 'TLSv1.2',
			ciphers,
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

	/** All connections have the same certificate. Node would also write all TLS options into the name, for each request. */
	override getName({ host, port }: AgentOptions = {}): string {
		return `${host}:${port}`;
	}

	override createConnection(...[options, callback]: Parameters<Agent['createConnection']>) {
		const socket = super.createConnection(options, callback);
		return watchHandshake(limitHandshake(socket, this.connectTimeout));
	}
}

/** Computed once for each identity object. */
const fingerprints = new WeakMap<TlsIdentity, string>();

/**
 * Returns a hash of the client certificate, its key and the trusted authorities. It is part of the keys of caches and of
 * the connection pool, so that nothing is shared between two identities.
 */
export function tlsFingerprint(identity: TlsIdentity): string {
	const { certificatePem, keyPem, caPem, ignoreSslIssues } = identity;
	const fingerprint =
		fingerprints.get(identity) ?? jsonHash(certificatePem, keyPem, caPem, ignoreSslIssues);
	fingerprints.set(identity, fingerprint);
	return fingerprint;
}
