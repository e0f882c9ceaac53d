import { X509Certificate } from 'node:crypto';

import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { daysLeft, dueRenewals } from '../../lib/certificates/validity';
import { ConfigurationError } from '../../lib/errors';
import { discover } from '../../lib/oauth/authorizationServer';
import { requireResourceServer } from '../../lib/requirements';
import { readErrors, webServerRefusal } from '../../lib/responses/errorBody';
import type { Connection } from '../../lib/transport/http';
import { createSend } from '../../lib/transport/send';
import { toTpp } from './credential';
import type { CredentialFields } from './credentialFields';
import { presentError } from './presentError';

interface Step {
	label: string;
	/** What can be said once it has passed. */
	run(connection: Connection): Promise<string | undefined>;
}

const steps: Step[] = [
	{ label: 'Certificates', run: checkRenewals },
	{ label: 'Mutual TLS', run: shakeHands },
	{ label: 'Discovery', run: readDiscovery },
];

/**
 * The credential's Test: first all that can be known here (certificates, keys, dates, software statement), then the
 * TLS handshake with the bank's API and its discovery document. The message says which part failed.
 */
export async function testOpenBankingApi(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	let called = 'Credential';
	try {
		const connection = await connect(credential.data as unknown as CredentialFields);
		const passed: Array<string | undefined> = [describe(connection)];
		for (const step of steps) {
			called = step.label;
			passed.push(await step.run(connection));
		}
		return { status: 'OK', message: passed.filter(Boolean).join(' ') };
	} catch (thrown) {
		return { status: 'Error', message: `${called}: ${presentError(thrown, []).message}` };
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

/** What is there, and what is not: some banks and operations do without. */
function describe({ tpp, transport }: Checked): string {
	const { signer, softwareId } = tpp;
	return [
		transport ? `Transport certificate: ${left(transport)}.` : 'There is no transport certificate.',
		signer
			? `Signing certificate: ${left(signer.certificate)}.`
			: 'There is no signing certificate: nothing can be signed.',
		softwareId
			? `Software ID ${softwareId}.`
			: 'There is no software statement: registration is not possible.',
	].join(' ');
}

const left = (certificate: X509Certificate) =>
	`in order, ${daysLeft(certificate, new Date())} days left`;

/** n8n shows no message beside a success, so what must be renewed now has to be a failure. */
async function checkRenewals({ tpp }: Connection): Promise<string> {
	const renewals = dueRenewals(tpp, new Date());
	const tooShort = renewals.find((renewal) => renewal.tooShort);
	if (tooShort) throw new ConfigurationError(tooShort.warning, { field: tooShort.field });
	return renewals.map(({ warning }) => warning).join(' ');
}

/** Any answer of the API will do: what counts is that the bank let us in. */
async function shakeHands({ tpp, send }: Connection): Promise<string> {
	const { status, body } = await send({ method: 'GET', url: `${requireResourceServer(tpp)}/` });
	if (readErrors(body).messages.some((message) => webServerRefusal.test(message))) {
		throw new ConfigurationError(
			`The bank refuses the connection (HTTP ${status}): it wants a transport certificate that it knows.`,
			{ field: 'Transport Certificate' },
		);
	}
	return `The bank's API accepts our connection (HTTP ${status}).`;
}

async function readDiscovery(connection: Connection): Promise<string | undefined> {
	const { bank, addresses } = connection.tpp;
	if (!bank.authorizationRequest || addresses.endpoints) return undefined;
	const { issuer } = await discover(connection);
	return `Discovery names the issuer ${issuer}.`;
}
