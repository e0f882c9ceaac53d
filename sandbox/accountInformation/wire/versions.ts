import { v3 } from './v3';
import { v4 } from './v4';
import type { Wire } from './wire';

const wires = { 'v3.1': v3, 'v4.0': v4 } satisfies Record<string, Wire>;

export type Version = keyof typeof wires;

/** Returns the format of a bank's API version. */
export function wireOf({ version }: { version: Version }): Wire {
	return wires[version];
}
