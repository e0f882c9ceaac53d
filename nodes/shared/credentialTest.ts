import { X509Certificate } from 'node:crypto';

import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { daysLeft, dueRenewals } from '../../lib/certificates/validity';
import { credentialError, fieldError } from '../../lib/errors';
import { discover } from '../../lib/oauth/authorizationServer';
import { requireResourceServer } from '../../lib/requirements';
import { readErrors, webServerRefusal } from '../../lib/responses/errorBody';
import type { Connection } from '../../lib/transport/http';
import { createSend } from '../../lib/transport/send';
import { testClient } from './clientTest';
import { toTpp } from './credential';
import type { CredentialFields } from './credentialFields';
import { presentError } from './presentError';

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
	const { status, body } = await send({ method: 'GET', url: `${requireResourceServer(tpp)}/` });
	if (readErrors(body).messages.some((message) => webServerRefusal.test(message))) {
		throw credentialError(
			`The bank rejects the connection (HTTP ${status}), because it does not recognise the transport certificate.`,
			'transportCertificate',
		);
	}
	return `The bank's API accepts the connection (HTTP ${status}).`;
}

async function readDiscovery(connection: Connection): Promise<string | undefined> {
	const { bank, addresses } = connection.tpp;
	if (!bank.authorizationRequest || addresses.endpoints) return undefined;
	const { issuer } = await discover(connection);
	return `The discovery document names the issuer ${issuer}.`;
}
