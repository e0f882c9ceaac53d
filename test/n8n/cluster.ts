import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

import { installationOf } from '../../scripts/n8n/installation';
import { freePort, startWorker, type N8nProcess } from '../../scripts/n8n/process';
import { openWorld, temporaryFolder, waitFor, type World, type WorldOptions } from './world';

/** n8n in queue mode: a main process, workers, and what they share. */
export interface Cluster extends World {
	workers: N8nProcess[];
	addWorker(): Promise<N8nProcess>;
}

/** Seconds until a worker that no longer answers is given up; by default that is over two minutes. */
const impatience = {
	QUEUE_WORKER_LOCK_DURATION: '6000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
	QUEUE_WORKER_STALLED_INTERVAL: '3000',
};

/** Starts Redis and PostgreSQL of the system's on free ports, n8n's main process and two workers. */
export async function openCluster(options: WorldOptions = {}): Promise<Cluster> {
	const cleanUp: Array<() => unknown> = [];
	const close = async (): Promise<void> => {
		for (const step of cleanUp.reverse()) await step();
	};
	try {
		const environment = {
			...options.environment,
			...impatience,
			EXECUTIONS_MODE: 'queue',
			N8N_ENCRYPTION_KEY: randomBytes(24).toString('base64'),
			N8N_DEFAULT_BINARY_DATA_MODE: 'database',
			...(await startRedis(cleanUp)),
			...(await startPostgres(cleanUp)),
		};
		const world = await openWorld({ ...options, environment });
		cleanUp.push(() => world.close());
		const workers: N8nProcess[] = [];
		const addWorker = async (): Promise<N8nProcess> => {
			const home = temporaryFolder(cleanUp);
			const installation = installationOf(options.release ?? 'newest');
			const worker = await startWorker({ installation, home, port: 0, environment });
			cleanUp.push(() => worker.stop());
			workers.push(worker);
			return worker;
		};
		await addWorker();
		await addWorker();
		return { ...world, workers, addWorker, close };
	} catch (error) {
		await close();
		throw error;
	}
}

async function startRedis(cleanUp: Array<() => unknown>): Promise<Record<string, string>> {
	const folder = temporaryFolder(cleanUp);
	const port = await freePort();
	const redis = spawn(
		'redis-server',
		['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', ''],
		{ stdio: 'ignore' },
	);
	await listening('Redis', port, redis);
	cleanUp.push(() => ended(redis));
	return { QUEUE_BULL_REDIS_HOST: '127.0.0.1', QUEUE_BULL_REDIS_PORT: `${port}` };
}

async function startPostgres(cleanUp: Array<() => unknown>): Promise<Record<string, string>> {
	const folder = temporaryFolder(cleanUp);
	const data = join(folder, 'data');
	const port = await freePort();
	const run = asDatabaseUser(folder);
	execFileSync(...run('initdb', ['-D', data, '-A', 'trust', '-U', 'n8n']), { stdio: 'ignore' });
	const settings = ['-k', folder, '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'];
	const server = spawn(...run('postgres', ['-D', data, '-p', `${port}`, ...settings]), {
		stdio: 'ignore',
	});
	await listening('PostgreSQL', port, server);
	cleanUp.push(() => ended(server, 'SIGINT'));
	const address = ['-h', '127.0.0.1', '-p', `${port}`, '-U', 'n8n'];
	await waitFor('PostgreSQL to take the database', async () => {
		execFileSync(...run('createdb', [...address, 'n8n']), { stdio: 'ignore' });
		return true;
	});
	return {
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: `${port}`,
		DB_POSTGRESDB_DATABASE: 'n8n',
		DB_POSTGRESDB_USER: 'n8n',
		DB_POSTGRESDB_PASSWORD: 'not-asked-for',
	};
}

/** PostgreSQL refuses to run as root; Debian's package brings a user for it, and keeps its programs by version. */
function asDatabaseUser(folder: string) {
	const versions = '/usr/lib/postgresql';
	const newest = existsSync(versions) ? readdirSync(versions).sort().at(-1) : undefined;
	const program = (name: string) => (newest ? join(versions, newest, 'bin', name) : name);
	const isRoot = process.getuid?.() === 0;
	if (isRoot) {
		const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres']).toString());
		chownSync(folder, id('-u'), id('-g'));
	}
	return (name: string, args: string[]): [string, string[]] =>
		isRoot
			? [
					'setpriv',
					['--reuid=postgres', '--regid=postgres', '--clear-groups', program(name), ...args],
				]
			: [program(name), args];
}

async function listening(what: string, port: number, child: ChildProcess): Promise<void> {
	let failure: Error | undefined;
	child.once('error', (error) => (failure = error));
	await waitFor(`${what} to listen`, async () => {
		if (failure) throw failure;
		return await answers(port);
	});
}

function answers(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1');
		const done = (result: boolean) => () => (socket.destroy(), resolve(result));
		socket.once('connect', done(true)).once('error', done(false));
	});
}

function ended(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
	return new Promise((resolve) => {
		if (child.exitCode !== null || child.signalCode !== null) return resolve();
		child.once('exit', () => resolve());
		child.kill(signal);
	});
}
