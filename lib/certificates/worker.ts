import { Worker } from 'node:worker_threads';

/** Milliseconds. The bound on iterations keeps every file far below it. */
const deadline = 60_000;

/**
 * Runs a function in a worker thread, for work that only synchronous code can do, and returns its result.
 *
 * @param moduleName the module of Node that the function gets as its first argument
 * @param work uses nothing but its arguments, because only its source reaches the thread. Buffers in `input` arrive as
 * Uint8Arrays
 * @throws Error when the function throws or takes longer than a minute
 */
export async function inWorker<Input, Result>(
	moduleName: 'node:crypto' | 'node:tls',
	work: (module: never, input: Input) => Result,
	input: Input,
): Promise<Result> {
	// Some compilers call __name for the functions inside.
	const source = `
		const __name = (named) => named;
		const { parentPort, workerData } = require('node:worker_threads');
		parentPort.postMessage((${String(work)})(require(${JSON.stringify(moduleName)}), workerData));`;
	const worker = new Worker(source, { eval: true, workerData: input, env: {}, execArgv: [] });
	const timer = setTimeout(() => void worker.terminate(), deadline);
	try {
		return await new Promise<Result>((resolve, reject) => {
			worker.on('message', resolve);
			worker.on('error', reject);
			worker.on('exit', () => reject(new Error('The worker ended without a result')));
		});
	} finally {
		clearTimeout(timer);
		await worker.terminate();
	}
}
