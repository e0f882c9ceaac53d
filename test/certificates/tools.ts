import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The programs of other people that write key files, and the Debian packages that contain them. */
const packages = {
	openssl: 'openssl',
	certtool: 'gnutls-bin',
	certutil: 'libnss3-tools',
	pk12util: 'libnss3-tools',
	keytool: 'default-jre-headless',
} as const;

export type Tool = keyof typeof packages;
export type Command = [tool: Tool, ...args: string[]];

/** Runs commands in a new folder with `files`, and returns the file `result` that they write. @throws Error when one fails */
export function written(
	result: string,
	commands: Command[],
	files: Record<string, string | Buffer> = {},
): Buffer {
	const folder = mkdtempSync(join(tmpdir(), 'keys-'));
	try {
		for (const [name, content] of Object.entries(files)) {
			writeFileSync(join(folder, name), content, { mode: 0o600 });
		}
		for (const command of commands) runTool(command, folder);
		return readFileSync(join(folder, result));
	} finally {
		rmSync(folder, { recursive: true });
	}
}

function runTool([tool, ...args]: Command, folder: string): void {
	const { status, error, stdout, stderr } = spawnSync(tool, args, { cwd: folder });
	if (error) throw new Error(`"${tool}" is missing. Install the Debian package ${packages[tool]}.`);
	if (status !== 0) throw new Error(`${tool} ${args.join(' ')} failed: ${stdout}${stderr}`);
}
