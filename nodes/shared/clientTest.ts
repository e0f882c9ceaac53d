import { ConfigurationError, credentialError, OpenBankingError } from '../../lib/errors';
import { requestClientToken } from '../../lib/oauth/clientCredentials';
import { withRefusedPart } from '../../lib/oauth/clientRefusal';
import { registerClientRequest } from '../../lib/operations/registration/registerClient';
import {
	requireIssuer,
	requireRedirectUri,
	requireSigner,
	requireSoftwareStatement,
	unmetRequirements,
} from '../../lib/requirements';
import type { Client, Tpp } from '../../lib/tpp';
import type { Connection } from '../../lib/transport/http';
import { presentError } from './presentError';

/**
 * Tests the client of the credential: asks the bank for a client credentials token. Without a client it tests whether the
 * credential has everything for the registration, and sends no registration.
 *
 * @returns a sentence for the operator
 * @throws OpenBankingError that says what is missing, or what the bank refused
 */
export async function testClient(connection: Connection): Promise<string> {
	const { bank, client } = connection.tpp;
	if (!bank.authorizationRequest) return testSignatures(connection.tpp);
	if (client) return await testRegisteredClient(connection, client);
	if (bank.registration.via === 'dcr') return await testRegistrable(connection);
	throw credentialError(
		`The client ID is missing. ${bank.name} gives you one when it registers your software on its portal.`,
		'clientId',
	);
}

/** A bank without OAuth has no clients. It may require signatures. */
function testSignatures(tpp: Tpp): string {
	if (tpp.bank.httpSignature) requireSigner(tpp);
	return `${tpp.bank.name} needs no client.`;
}

async function testRegisteredClient(connection: Connection, client: Client): Promise<string> {
	requireRedirectUri(connection.tpp);
	try {
		await requestClientToken(connection, 'accounts');
	} catch (thrown) {
		throw thrown instanceof OpenBankingError ? withRefusedPart(thrown, client) : thrown;
	}
	return `The bank gave the client "${client.clientId}" a token.`;
}

/** Builds the registration request, which fails for what is missing, and does not send it. */
async function testRegistrable(connection: Connection): Promise<string> {
	assertComplete(connection.tpp);
	await registerClientRequest(connection, {});
	return 'There is no client yet. The credential has everything that DCR Register needs: register the client next.';
}

/** @throws ConfigurationError that names every missing field, and the first one as the field to fix */
function assertComplete(tpp: Tpp): void {
	const missing = unmetRequirements(tpp, [requireSoftwareStatement, requireSigner, requireIssuer]);
	if (missing.length === 0) return;
	const sentences = missing.map((error) => presentError(error, []).message).join(' ');
	throw new ConfigurationError(
		`There is no client yet. Register one with DCR Register, or enter the client ID if the bank has registered you. These fields are missing for the registration. ${sentences}`,
	);
}
