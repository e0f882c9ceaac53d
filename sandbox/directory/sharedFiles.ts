import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { paths } from './paths';

/*
 * Tests start many banks, and generating the keys of one takes longer than everything else at its start. The environment
 * variable EMBEDDED_BANK_FILES names a folder through which banks share keys, certificates and TPP.
 */

/** Copies the shared files into the home folder of a new bank, if there are any. */
export function takeSharedFiles(home: string): void {
	const shared = sharedFolder();
	if (shared && existsSync(shared)) copyFiles(shared, home);
}

/** Shares the files of a bank that has started, if it is the first one. */
export function shareFiles(home: string): void {
	const shared = sharedFolder();
	if (!shared || existsSync(shared)) return;
	// Another bank may do the same now: the folder appears only when it is complete, and the first one stays.
	const draft = mkdtempSync(`${shared}-`);
	copyFiles(home, draft);
	try {
		renameSync(draft, shared);
	} catch {
		rmSync(draft, { recursive: true, force: true });
	}
}

function sharedFolder(): string | undefined {
	const folder = process.env.EMBEDDED_BANK_FILES;
	return folder && join(folder, 'first');
}

function copyFiles(from: string, to: string): void {
	for (const path of Object.values(paths)) {
		mkdirSync(dirname(join(to, path)), { recursive: true });
		copyFileSync(join(from, path), join(to, path));
	}
}
