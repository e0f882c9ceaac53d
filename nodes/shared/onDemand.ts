import type {
	ICredentialTestFunctions,
	ICredentialsDecrypted,
	IExecuteFunctions,
} from 'n8n-workflow';

import type { Operation } from './operation';

/*
 * Functions of files that are loaded when they are first used, because n8n requires every node file when it starts. `import()`
 * would return the old file after n8n has updated this package: n8n empties only the cache of `require`.
 */

/** Runs the selected operation for every input item. */
export const executeOperations = (node: IExecuteFunctions, operations: Operation[]) =>
	(require('./runOperations') as typeof import('./runOperations')).runOperations(node, operations);

/** Tests the credential. */
export function testOpenBankingApi(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
) {
	const { testCredential } = require('./credentialTest') as typeof import('./credentialTest');
	return testCredential.call(this, credential);
}
