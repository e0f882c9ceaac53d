import { createHash } from 'node:crypto';
import { Agent, type AgentOptions } from 'node:https';
import tls from 'node:tls';

import { getProxyForUrl } from 'proxy-from-env';

import type { TlsIdentity } from '../tpp';
import { DirectAgent, TunnelAgent } from './agent';
import type { EgressFilter } from './http';

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

/** The pooled agent for requests to `url`. */
export function agentFor(url: URL, requirements: AgentRequirements): Agent {
	const proxy = getProxyForUrl(url.href);
	const key = fingerprint(proxy, requirements);
	const agent = agents.get(key) ?? createAgent(proxy, requirements);
	agents.delete(key);
	agents.set(key, agent);
	forgetOldest();
	return agent;
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

function fingerprint(
	proxy: string,
	{ identity, egress, connectTimeout }: AgentRequirements,
): string {
	const parts = [
		identity.certificatePem,
		identity.keyPem,
		identity.caPem,
		identity.ignoreSslIssues,
		proxy,
		egress?.lookup !== undefined,
		connectTimeout,
	];
	return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

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
		: new DirectAgent({ ...pool, ...security, lookup: egress?.lookup }, connectTimeout);
}

/** A ready context instead of PEM options: Node would put the private key into the pool's names. */
function tlsOptions({ certificatePem, keyPem, caPem, ignoreSslIssues }: TlsIdentity) {
	return {
		secureContext: tls.createSecureContext({
			cert: certificatePem,
			key: keyPem,
			ca: trustedAuthorities(caPem),
			minVersion: 'TLSv1.2',
		}),
		rejectUnauthorized: !ignoreSslIssues,
	};
}

/** PEM of the system's authorities and of those given beside them; undefined leaves it to Node. */
export const trustedAuthorities = (caPem: string | undefined): string[] | undefined =>
	caPem ? [...systemAuthorities(), caPem] : undefined;

/** With NODE_EXTRA_CA_CERTS where this Node can tell them. */
function systemAuthorities(): readonly string[] {
	const { getCACertificates } = tls as { getCACertificates?: (type: 'default') => string[] };
	return getCACertificates?.('default') ?? tls.rootCertificates;
}
