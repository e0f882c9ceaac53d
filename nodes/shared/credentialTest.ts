import { X509Certificate } from 'node:crypto';

import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { daysLeft, dueRenewals } from '../../lib/certificates/validity';
import {
	ConfigurationError,
	ConnectionError,
	credentialError,
	fieldError,
	OpenBankingError,
} from '../../lib/errors';
import { discover } from '../../lib/oauth/authorizationServer';
import { requestClientToken } from '../../lib/oauth/clientCredentials';
import { withRefusedPart } from '../../lib/oauth/clientRefusal';
import { registerClientRequest } from '../../lib/operations/registration/registerClient';
import {
	requireIssuer,
	requireRedirectUri,
	requireResourceServer,
	requireSigner,
	requireSoftwareStatement,
	unmetRequirements,
} from '../../lib/requirements';
import { readErrors, webServerRefusal } from '../../lib/responses/errorBody';
import type { Client, Tpp } from '../../lib/tpp';
import type { Connection } from '../../lib/transport/http';
import { createSend } from '../../lib/transport/send';
import { toTpp } from './credential';
import type { CredentialFields } from './credentialFields';
import { presentError } from './nodeError';

interface Step {
	label: string;
	/** Returns a sentence for the success message. */
	run(connection: Connection): Promise<string | undefined>;
}

const steps: Step[] = [
	{ label: 'Certificates', run: checkRenewals },
	{ label: 'Mutual TLS', run: shakeHands },
	{ label: 'Discovery', run: readDiscovery },
	{ label: 'Client', run: testClient },
];

/**
 * Tests the credential: first what needs no network (certificates, keys, dates, software statement), then the TLS handshake
 * with the bank's API, then the discovery document, then the client. The message says which part failed.
 */
export async function testCredential(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	let label = 'Credential';
	try {
		const connection = await connect(credential.data as unknown as CredentialFields);
		const passed: Array<string | undefined> = [describe(connection)];
		for (const step of steps) {
			label = step.label;
			passed.push(await step.run(connection));
		}
		return { status: 'OK', message: passed.filter(Boolean).join(' ') };
	} catch (thrown) {
		return { status: 'Error', message: `${label}: ${presentError(thrown, []).message}` };
	}
}

interface Checked extends Connection {
	transport?: X509Certificate;
}

async function connect(fields: CredentialFields): Promise<Checked> {
	const tpp = await toTpp(fields, new Date());
	const { certificatePem } = tpp.tls;
	return {
		tpp,
		send: createSend({ identity: tpp.tls, limits: { total: 20_000, attempts: 1 } }),
		transport: certificatePem ? new X509Certificate(certificatePem) : undefined,
	};
}

/** Says which parts the credential has. Some banks and operations do not need all of them. */
function describe({ tpp, transport }: Checked): string {
	const { signer, softwareId } = tpp;
	return [
		transport ? `Transport certificate: ${left(transport)}.` : 'There is no transport certificate.',
		signer
			? `Signing certificate: ${left(signer.certificate)}.`
			: 'There is no signing certificate, so nothing can be signed.',
		softwareId ? `Software ID ${softwareId}.` : 'There is no software statement.',
	].join(' ');
}

const left = (certificate: X509Certificate) =>
	`valid, ${daysLeft(certificate, new Date())} days left`;

/** Fails for a certificate that must be renewed now, because n8n shows no message beside a success. */
async function checkRenewals({ tpp }: Connection): Promise<string> {
	const renewals = dueRenewals(tpp, new Date());
	const tooShort = renewals.find((renewal) => renewal.tooShort);
	if (tooShort) throw fieldError(tooShort.warning, tooShort.field);
	return renewals.map(({ warning }) => warning).join(' ');
}

/** Any response proves that the bank accepts the connection. */
async function shakeHands({ tpp, send }: Connection): Promise<string> {
	const url = `${requireResourceServer(tpp)}/`;
	const { status, body } = await send({ method: 'GET', url }).catch((error: unknown) => {
		throw withLocalAdvice(error, tpp);
	});
	if (readErrors(body).messages.some((message) => webServerRefusal.test(message))) {
		throw credentialError(
			`The bank rejects the connection (HTTP ${status}), because it does not recognise the transport certificate.`,
			'transportCertificate',
		);
	}
	return `The bank's API accepts the connection (HTTP ${status}).`;
}

/** Adds how to start the embedded bank, which does not run by itself. */
const withLocalAdvice = (error: unknown, { environment }: Tpp): unknown =>
	environment === 'local' && error instanceof ConnectionError && !error.details.field
		? error.with(
				'Start the embedded bank with "npm run sandbox", and compare the addresses that it prints with Local Address and Local Mutual TLS Address.',
				{},
			)
		: error;

async function readDiscovery(connection: Connection): Promise<string | undefined> {
	const { bank, addresses } = connection.tpp;
	if (!bank.authorizationRequest || addresses.endpoints) return undefined;
	const { issuer } = await discover(connection);
	return `The discovery document names the issuer ${issuer}.`;
}

/**
 * Tests the client of the credential: asks the bank for a client credentials token. Without a client it tests whether the
 * credential has everything for the registration, and sends no registration.
 *
 * @returns a sentence for the operator
 * @throws OpenBankingError that says what is missing, or what the bank refused
 */
async function testClient(connection: Connection): Promise<string> {
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
