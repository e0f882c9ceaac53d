import { Session } from 'node:inspector/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What the code of this package did since the last reading. */
export interface Work {
	/** Executions of blocks: the same on every machine, unlike time. */
	steps: number;
	/** The blocks that ran. */
	blocks: Set<string>;
}

export interface Coverage {
	read(): Promise<Work>;
	stop(): Promise<void>;
}

const folders = ['lib', 'nodes'].map((folder) => pathToFileURL(resolve(folder)).href);

/** Starts counting the executions of every block of `lib/` and `nodes/`. */
export async function startCoverage(): Promise<Coverage> {
	const session = new Session();
	session.connect();
	await session.post('Profiler.enable');
	await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
	return {
		async read() {
			const { result } = await session.post('Profiler.takePreciseCoverage');
			const work: Work = { steps: 0, blocks: new Set() };
			for (const { url, functions } of result) {
				if (!folders.some((folder) => url.startsWith(folder) || `file://${url}`.startsWith(folder)))
					continue;
				for (const { ranges } of functions) {
					for (const { count, startOffset, endOffset } of ranges) {
						if (count === 0) continue;
						work.steps += count;
						work.blocks.add(`${url}:${startOffset}-${endOffset}`);
					}
				}
			}
			return work;
		},
		async stop() {
			await session.post('Profiler.disable');
			session.disconnect();
		},
	};
}
