import { readFileSync, writeFileSync } from 'node:fs';

/** Median with the fastest and the slowest value. */
export interface Spread {
	median: number;
	least: number;
	most: number;
}

export const median = (values: number[]): number => {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

export const spread = (values: number[]): Spread => ({
	median: median(values),
	least: Math.min(...values),
	most: Math.max(...values),
});

/** Runs the candidates in turns and returns the results of each. The first round only warms up. */
export async function inTurns<Result>(
	candidates: Record<string, () => Result | Promise<Result>>,
	rounds: number,
): Promise<Map<string, Result[]>> {
	const results = new Map(Object.keys(candidates).map((name) => [name, [] as Result[]]));
	for (let round = 0; round <= rounds; round++) {
		for (const [name, run] of Object.entries(candidates)) {
			const result = await run();
			if (round > 0) results.get(name)!.push(result);
		}
	}
	return results;
}

/** Returns the milliseconds of one run. */
export async function millisecondsOf(run: () => unknown): Promise<number> {
	const started = performance.now();
	await run();
	return performance.now() - started;
}

/** What a process used. */
export interface Usage {
	cpuSeconds: number;
	/** Peak of the resident memory above that at the start, in MB. */
	megabytes: number;
}

/** Starts to measure a process. The returned function returns what it has used since. Needs the `/proc` of Linux. */
export function watchProcess(pid: number): () => Usage {
	// Resets the peak (proc_pid_clear_refs(5)).
	writeFileSync(`/proc/${pid}/clear_refs`, '5');
	const cpu = cpuSeconds(pid);
	const memory = memoryOf(pid, 'VmRSS');
	return () => ({
		cpuSeconds: cpuSeconds(pid) - cpu,
		megabytes: Math.max(0, memoryOf(pid, 'VmHWM') - memory),
	});
}

/** proc_pid_stat(5): fields 14 and 15, in hundredths of a second. */
function cpuSeconds(pid: number): number {
	const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
	const [user, system] = fields.split(' ').slice(11, 13);
	return (Number(user) + Number(system)) / 100;
}

function memoryOf(pid: number, member: 'VmRSS' | 'VmHWM'): number {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	return (Number(new RegExp(`${member}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024) / 1e6;
}
