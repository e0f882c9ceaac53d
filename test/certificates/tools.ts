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

/**
 * Runs the OpenSSL commands that a message prints, in their order, and returns the file `result` that they write. They run as
 * printed; only the passphrase is added, for which OpenSSL would ask.
 */
export function followAdvice(
	message: string,
	{
		result,
		given,
		passphrase,
	}: { result: string; given: Record<string, Buffer>; passphrase: string },
): Buffer {
	const printed = [...message.matchAll(/"(openssl [^"]+)"/g)].map(([, command]) => command!);
	if (printed.length === 0) throw new Error(`There is no command in: ${message}`);
	const commands = printed.map((command): Command => {
		const [, ...args] = command.split(' ');
		const isPlain = command.includes('all.pem') && !command.includes('-legacy');
		return [
			'openssl',
			...args,
			...(isPlain ? [] : ['-passin', `pass:${passphrase}`]),
			...(command.includes('-nodes') ? [] : ['-passout', `pass:${passphrase}`]),
		];
	});
	return written(result, commands, given);
}
