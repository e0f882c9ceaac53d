import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chownSync, closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

import { freePort } from '../../scripts/n8n/process';
import { placesInDump } from './places';
import type { Place } from './secretSearch';
import { temporaryFolder, waitFor, type Steps } from './world';

/** A program that n8n keeps things in. */
export interface Service {
	/** For n8n, so that it finds it. */
	environment: Record<string, string>;
	/** What n8n has kept there. */
	places(): Promise<Place[]>;
}

/** What Redis keeps it soon forgets, so everything counts that was ever sent there. */
export async function startRedis(cleanUp: Steps): Promise<Service> {
	const folder = temporaryFolder(cleanUp);
	const port = await freePort();
	const redis = spawn(
		'redis-server',
		['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', ''],
		{ stdio: 'ignore' },
	);
	await waitUntilListening('Redis', port, redis);
	cleanUp.push(() => endProcess(redis));
	const commands = join(folder, 'commands');
	const monitor = appending(commands, 'redis-cli', ['-p', `${port}`, 'monitor']);
	cleanUp.push(() => endProcess(monitor));
	await waitFor('Redis to be listened to', async () => /^OK/.test(readFileSync(commands, 'utf8')));
	return {
		environment: { QUEUE_BULL_REDIS_HOST: '127.0.0.1', QUEUE_BULL_REDIS_PORT: `${port}` },
		places: async () => {
			const mark = randomUUID();
			execFileSync('redis-cli', ['-p', `${port}`, 'echo', mark]);
			await waitFor('Redis to catch up', async () => readFileSync(commands).includes(mark));
			return [{ name: 'Redis', content: readFileSync(commands) }];
		},
	};
}

export async function startPostgres(cleanUp: Steps): Promise<Service> {
	const folder = temporaryFolder(cleanUp);
	const data = join(folder, 'data');
	const port = await freePort();
	const run = asDatabaseUser(folder);
	execFileSync(...run('initdb', ['-D', data, '-A', 'trust', '-U', 'n8n']), { stdio: 'ignore' });
	const settings = ['-k', folder, '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'];
	const server = spawn(...run('postgres', ['-D', data, '-p', `${port}`, ...settings]), {
		stdio: 'ignore',
	});
	await waitUntilListening('PostgreSQL', port, server);
	cleanUp.push(() => endProcess(server, 'SIGINT'));
	const address = ['-h', '127.0.0.1', '-p', `${port}`, '-U', 'n8n'];
	await waitFor('PostgreSQL to take the database', async () => {
		execFileSync(...run('createdb', [...address, 'n8n']), { stdio: 'ignore' });
		return true;
	});
	const dump = () => execFileSync(...run('pg_dump', [...address, 'n8n']), { maxBuffer: 1024 ** 3 });
	return { environment: environmentFor(port), places: async () => placesInDump(dump()) };
}

const environmentFor = (port: number) => ({
	DB_TYPE: 'postgresdb',
	DB_POSTGRESDB_HOST: '127.0.0.1',
	DB_POSTGRESDB_PORT: `${port}`,
	DB_POSTGRESDB_DATABASE: 'n8n',
	DB_POSTGRESDB_USER: 'n8n',
	DB_POSTGRESDB_PASSWORD: 'not-asked-for',
});

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

function appending(file: string, program: string, args: string[]): ChildProcess {
	const output = openSync(file, 'a');
	const child = spawn(program, args, { stdio: ['ignore', output, 'ignore'] });
	closeSync(output);
	return child;
}

async function waitUntilListening(what: string, port: number, child: ChildProcess): Promise<void> {
	let failure: Error | undefined;
	child.once('error', (error) => (failure = error));
	await waitFor(`${what} to listen`, async () => {
		if (failure) throw failure;
		return await acceptsConnections(port);
	});
}

function acceptsConnections(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1');
		const done = (result: boolean) => () => (socket.destroy(), resolve(result));
		socket.once('connect', done(true)).once('error', done(false));
	});
}

function endProcess(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
	return new Promise((resolve) => {
		if (child.exitCode !== null || child.signalCode !== null) return resolve();
		child.once('exit', () => resolve());
		child.kill(signal);
	});
}
