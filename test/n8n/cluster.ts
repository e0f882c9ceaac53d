import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { installationOf } from '../../scripts/n8n/installation';
import { startWorker, type N8nProcess } from '../../scripts/n8n/process';
import { startPostgres, startRedis } from './databases';
import { openWorld, undo, type Steps, type World, type WorldOptions } from './world';

/** n8n in queue mode: a main process, workers, Redis and PostgreSQL. */
export interface Cluster extends World {
	workers: N8nProcess[];
	addWorker(): Promise<N8nProcess>;
}

/** Milliseconds after which n8n gives up a worker that no longer responds. The default is over two minutes. */
const stalledWorkerTimeouts = {
	QUEUE_WORKER_LOCK_DURATION: '6000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
	QUEUE_WORKER_STALLED_INTERVAL: '3000',
};

/** Starts Redis and PostgreSQL on free ports, n8n's main process and two workers. */
export async function openCluster(options: WorldOptions = {}): Promise<Cluster> {
	const cleanUp: Steps = [];
	try {
		return { ...(await startCluster(options, cleanUp)), close: () => undo(cleanUp) };
	} catch (error) {
		await undo(cleanUp).catch(() => undefined);
		throw error;
	}
}

async function startCluster(options: WorldOptions, cleanUp: Steps): Promise<Cluster> {
	const services = [await startRedis(cleanUp), await startPostgres(cleanUp)];
	const environment = Object.assign(
		{
			...stalledWorkerTimeouts,
			...options.environment,
			EXECUTIONS_MODE: 'queue',
			N8N_ENCRYPTION_KEY: randomBytes(24).toString('base64'),
			N8N_DEFAULT_BINARY_DATA_MODE: 'database',
		},
		...services.map((service) => service.environment),
	) as Record<string, string>;
	const places = async () =>
		(await Promise.all(services.map(async (service) => await service.places()))).flat();
	const world = await openWorld({ ...options, environment, places });
	cleanUp.push(() => world.close());
	const workers: N8nProcess[] = [];
	let started = 0;
	const addWorker = async (): Promise<N8nProcess> => {
		// Inside of the world's folder, so that a look into that one sees what the worker leaves.
		const home = join(world.home, `worker-${(started += 1)}`);
		mkdirSync(home);
		const installation = installationOf(options.release ?? 'newest');
		const worker = await startWorker({ installation, home, port: 0, environment });
		cleanUp.push(() => worker.stop());
		workers.push(worker);
		return worker;
	};
	await Promise.all([addWorker(), addWorker()]);
	return { ...world, workers, addWorker };
}

/** Returns the ids of the executions that a worker started, according to its log of level `debug`. */
export const startedBy = ({ logFile }: { logFile: string }): string[] =>
	[...readFileSync(logFile, 'utf8').matchAll(/started execution (\d+)/g)].map(([, id]) => id!);
