import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { daysLeft } from '../../lib/certificates/validity';
import { discover } from '../../lib/oauth/authorizationServer';
import { requireResourceServer } from '../../lib/operations/resourceServer';
import type { Connection } from '../../lib/transport/connection';
import { createSend } from '../../lib/transport/send';
import { toTpp, type CredentialFields } from './credential';
import { toOpenBankingError } from './nodeError';

interface Step {
	called: string;
	/** What can be said once it has passed. */
	run(connection: Connection): Promise<string | undefined>;
}

const steps: Step[] = [
	{ called: 'Mutual TLS', run: shakeHands },
	{ called: 'Discovery', run: readDiscovery },
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
		const connection = connect(credential.data as unknown as CredentialFields);
		const passed: Array<string | undefined> = [describe(connection)];
		for (const step of steps) {
			called = step.called;
			passed.push(await step.run(connection));
		}
		return { status: 'OK', message: passed.filter(Boolean).join(' ') };
	} catch (thrown) {
		return { status: 'Error', message: `${called}: ${toOpenBankingError(thrown).message}` };
	}
}

function connect(fields: CredentialFields): Connection {
	const tpp = toTpp(fields, new Date());
	return { tpp, send: createSend({ identity: tpp.tls, limits: { total: 20_000, tries: 1 } }) };
}

function describe({ tpp }: Connection): string {
	const { signer, softwareId } = tpp;
	return [
		signer &&
			`Certificates and keys are in order (signing certificate: ${daysLeft(signer.certificate, new Date())} days left).`,
		softwareId && `Software ID ${softwareId}.`,
	]
		.filter(Boolean)
		.join(' ');
}

/** Any answer will do: what counts is that the bank let us in. */
async function shakeHands({ tpp, send }: Connection): Promise<string> {
	const { status } = await send({ method: 'GET', url: `${requireResourceServer(tpp)}/` });
	return `The bank's API accepts our connection (HTTP ${status}).`;
}

async function readDiscovery(connection: Connection): Promise<string | undefined> {
	if (!connection.tpp.bank.authorizationRequest) return undefined;
	const { issuer } = await discover(connection);
	return `Discovery names the issuer ${issuer}.`;
}
