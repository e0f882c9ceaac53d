import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chownSync, closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

import { freePort } from '../../scripts/n8n/process';
import { waitFor } from '../support/waitFor';
import { placesInDump } from './places';
import type { Place } from './secretSearch';
import { temporaryFolder, type Steps } from './world';

/** A program in which n8n stores data. */
export interface Service {
	/** Environment variables with which n8n finds it. */
	environment: Record<string, string>;
	/** Returns what n8n stored there. */
	places(): Promise<Place[]>;
}

/** Starts Redis. It deletes data soon, so its place is the log of all commands that it received. */
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
	const monitor = startWithOutput(commands, 'redis-cli', ['-p', `${port}`, 'monitor']);
	cleanUp.push(() => endProcess(monitor));
	await waitFor('the monitor of Redis', async () => /^OK/.test(readFileSync(commands, 'utf8')));
	return {
		environment: { QUEUE_BULL_REDIS_HOST: '127.0.0.1', QUEUE_BULL_REDIS_PORT: `${port}` },
		places: async () => {
			const mark = randomUUID();
			execFileSync('redis-cli', ['-p', `${port}`, 'echo', mark]);
			await waitFor('the monitor to receive all commands', async () =>
				readFileSync(commands).includes(mark),
			);
			return [{ name: 'Redis', content: readFileSync(commands) }];
		},
	};
}

/** Starts PostgreSQL with a new database. */
export async function startPostgres(cleanUp: Steps): Promise<Service> {
	const folder = temporaryFolder(cleanUp);
	const data = join(folder, 'data');
	const port = await freePort();
	const run = commandsAsDatabaseUser(folder);
	execFileSync(...run('initdb', ['-D', data, '-A', 'trust', '-U', 'n8n']), { stdio: 'ignore' });
	const settings = ['-k', folder, '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'];
	const server = spawn(...run('postgres', ['-D', data, '-p', `${port}`, ...settings]), {
		stdio: 'ignore',
	});
	await waitUntilListening('PostgreSQL', port, server);
	cleanUp.push(() => endProcess(server, 'SIGINT'));
	const address = ['-h', '127.0.0.1', '-p', `${port}`, '-U', 'n8n'];
	await waitFor('PostgreSQL to create the database', async () => {
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
	DB_POSTGRESDB_PASSWORD: 'not-needed',
});

/**
 * PostgreSQL refuses to run as root, so it runs as the user of Debian's package. That package installs its programs in a folder
 * per version.
 */
function commandsAsDatabaseUser(folder: string) {
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

function startWithOutput(file: string, program: string, args: string[]): ChildProcess {
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
