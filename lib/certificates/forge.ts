export type Forge = typeof import('node-forge');

/** Returns node-forge. It is loaded when first used, because loading it takes longer than the rest of a node. */
export const nodeForge = (): Forge =>
	// eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded when first used, without a promise
	require('node-forge') as Forge;
