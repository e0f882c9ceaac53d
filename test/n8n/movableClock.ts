import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The clock of the processes that are started `under` it. Debian's package faketime moves it. */
export interface MovableClock {
	/** Starts processes whose clock this is. */
	under<T>(start: () => Promise<T>): Promise<T>;
	/** Moves the clock to this distance from the real time, such as `+61m` or `+91d`. */
	moveTo(offset: string): void;
	remove(): void;
}

/** Creates a clock that shows the real time at first. @throws Error when faketime is not installed */
export function newMovableClock(): MovableClock {
	const folder = mkdtempSync(join(tmpdir(), 'clock-'));
	const file = join(folder, 'offset');
	const moveTo = (offset: string) => writeFileSync(file, `${offset}\n`);
	moveTo('+0');
	const environment = {
		LD_PRELOAD: faketimeLibrary(),
		FAKETIME_TIMESTAMP_FILE: file,
		FAKETIME_NO_CACHE: '1',
		// Timers run on.
		FAKETIME_DONT_FAKE_MONOTONIC: '1',
		DONT_FAKE_MONOTONIC: '1',
	};
	return {
		under: async (start) => await withEnvironment(environment, start),
		moveTo,
		remove: () => rmSync(folder, { recursive: true, force: true }),
	};
}

function faketimeLibrary(): string {
	const found = readdirSync('/usr/lib')
		.map((folder) => join('/usr/lib', folder, 'faketime'))
		.flatMap(librariesIn)
		.find((file) => file.endsWith('/libfaketimeMT.so.1'));
	if (found) return found;
	throw new Error('faketime was not found. Install the Debian package faketime.');
}

function librariesIn(folder: string): string[] {
	try {
		return readdirSync(folder).map((name) => join(folder, name));
	} catch {
		return [];
	}
}

async function withEnvironment<T>(
	environment: Record<string, string>,
	act: () => Promise<T>,
): Promise<T> {
	const before = Object.keys(environment).map((name) => [name, process.env[name]] as const);
	Object.assign(process.env, environment);
	try {
		return await act();
	} finally {
		for (const [name, value] of before) {
			if (value === undefined) delete process.env[name];
			else process.env[name] = value;
		}
	}
}
