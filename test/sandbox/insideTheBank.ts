import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

interface Opened {
	paths: string[];
	description: Record<string, unknown>;
}

export interface Inside {
	bankCount: number;
	/** Lifetimes in seconds, by their name in oidc-provider. */
	lifetimes: Record<'coop' | 'ozone', Record<'Interaction' | 'Session', number>>;
	/** A bank on the Ozone platform. */
	withoutPostman: Opened;
	withPostman: Opened;
}

/** Returns parts of the embedded bank without starting it. */
export function insideTheBank(): Inside {
	const script = join(__dirname, 'inside.ts');
	const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', script], {
		encoding: 'utf8',
		env: { ...process.env, NODE_OPTIONS: '' },
	});
	if (status !== 0) throw new Error(stderr);
	return JSON.parse(stdout) as Inside;
}
