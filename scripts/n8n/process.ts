import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { Agent, fetch } from 'undici';

import type { Installation } from './installation';

interface N8nOptions {
	installation: Installation;
	/** Folder of this process: settings, log and, unless PostgreSQL is used, database. */
	home: string;
	/** 0 stands for any free port. */
	port: number;
	/** Paths of PEM files. `authority` is for clients of n8n. */
	tls: Record<'certificate' | 'key' | 'authority', string>;
	/** Additional environment variables. */
	environment?: Record<string, string>;
}

/** A running n8n process. */
export interface N8nProcess {
	pid: number;
	/** Contains everything the process printed. */
	logFile: string;
	/** Ends the process after its current executions (SIGTERM). */
	stop(): Promise<void>;
	/** Ends the process immediately (SIGKILL). */
	kill(): Promise<void>;
}

export interface N8nServer extends N8nProcess {
	address: string;
}

/** On a busy machine the first start takes minutes, because n8n creates its database. */
const startTimeout = 300_000;

/** Starts n8n and waits until it accepts requests. @throws Error with the last line of n8n's log */
export async function startN8n(options: N8nOptions): Promise<N8nServer> {
	const port = options.port || (await freePort());
	const address = `https://127.0.0.1:${port}`;
	const started = await launch('start', {
		...options,
		environment: { ...serverEnvironment(options, port), ...options.environment },
	});
	// The editor's first request: n8n reports that it is ready before it accepts requests.
	await waitUntilReady(`${address}/rest/settings`, started, options.tls.authority);
	return { ...started.process, address };
}

/** Starts a worker of queue mode and waits until it is ready. @throws Error with the last line of its log */
export async function startWorker(options: Omit<N8nOptions, 'tls'>): Promise<N8nProcess> {
	const port = options.port || (await freePort());
	const environment = {
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		QUEUE_HEALTH_CHECK_PORT: String(port),
		...options.environment,
	};
	const started = await launch('worker', { ...options, environment });
	await waitUntilReady(`http://127.0.0.1:${port}/healthz/readiness`, started);
	return started.process;
}

/**
 * Returns a port that is currently free. The operating system does not give it to anybody else meanwhile: it takes ports for
 * outgoing connections and for listeners on port 0 from 32768 on (`net.ipv4.ip_local_port_range`).
 */
export async function freePort(): Promise<number> {
	for (;;) {
		const port = randomInt(10_000, 32_768);
		if (await isFree(port)) return port;
	}
}

function isFree(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const server = createServer();
		server.once('error', () => resolve(false));
		server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
	});
}

const serverEnvironment = ({ tls }: N8nOptions, port: number) => ({
	N8N_PORT: String(port),
	N8N_HOST: '127.0.0.1',
	N8N_LISTEN_ADDRESS: '127.0.0.1',
	N8N_PROTOCOL: 'https',
	N8N_SSL_CERT: tls.certificate,
	N8N_SSL_KEY: tls.key,
});

/** Turns off everything that sends requests to other machines. */
const offlineEnvironment = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_RUNNERS_ENABLED: 'true',
};

interface Started {
	process: N8nProcess;
	child: ChildProcess;
}

async function launch(
	command: 'start' | 'worker',
	{ installation, home, environment }: Omit<N8nOptions, 'tls'>,
): Promise<Started> {
	linkPackage(installation, home);
	const logFile = join(home, 'n8n.log');
	const log = openSync(logFile, 'a');
	const child = spawn(installation.node, [installation.cli, command], {
		stdio: ['ignore', log, log],
		env: {
			...process.env,
			...offlineEnvironment,
			// The flags of the test runner must not reach n8n.
			NODE_OPTIONS: '',
			NODE_COMPILE_CACHE: installation.compileCache,
			NODE_ENV: 'production',
			N8N_USER_FOLDER: home,
			N8N_RUNNERS_BROKER_PORT: String(await freePort()),
			...environment,
		},
	});
	closeSync(log);
	const end = (signal: 'SIGTERM' | 'SIGKILL') => () => endProcess(child, signal);
	return {
		child,
		process: { pid: child.pid!, logFile, stop: end('SIGTERM'), kill: end('SIGKILL') },
	};
}

/** Links the package into the folder from which n8n loads community packages. */
function linkPackage({ packageFolder }: Installation, home: string): void {
	const folder = join(home, '.n8n/nodes/node_modules');
	const link = join(folder, 'n8n-nodes-open-banking');
	mkdirSync(folder, { recursive: true });
	rmSync(link, { force: true });
	symlinkSync(packageFolder, link);
}

async function waitUntilReady(url: string, { child, process }: Started, authority?: string) {
	const ca = authority && readFileSync(authority, 'utf8');
	const dispatcher = new Agent({ connect: { ca } });
	const deadline = Date.now() + startTimeout;
	while (!(await isReady(url, dispatcher))) {
		const hasExited = child.exitCode !== null;
		if (hasExited || Date.now() > deadline) {
			await process.kill();
			const problem = hasExited ? 'n8n did not start.' : 'n8n takes too long to start.';
			throw new Error(`${problem} Its log says "${lastLine(process.logFile)}": ${process.logFile}`);
		}
		await delay(200);
	}
	await dispatcher.close();
}

const lastLine = (file: string): string => readFileSync(file, 'utf8').trimEnd().split('\n').at(-1)!;

/** Returns whether n8n responds with JSON. While it migrates its database, it responds with a text. */
async function isReady(url: string, dispatcher: Agent): Promise<boolean> {
	try {
		const { ok, headers } = await fetch(url, { dispatcher });
		return ok && /json/.test(headers.get('content-type') ?? '');
	} catch {
		return false;
	}
}

function endProcess(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
	return new Promise((resolve) => {
		if (child.exitCode !== null || child.signalCode !== null) return resolve();
		child.once('exit', () => resolve());
		child.kill(signal);
	});
}
