import type { INodeExecutionData } from 'n8n-workflow';

import type { CertificateType } from '../../lib/banks/profile';
import { credentialError } from '../../lib/errors';
import {
	addCertificateRequest,
	readCertificateAddition,
	toAddedCertificate,
	typeContradiction,
	type CertificateToAdd,
} from '../../lib/operations/registration/addCertificate';
import {
	postmanEnvironmentRequest,
	readPostmanEnvironment,
	withoutSecretValues,
} from '../../lib/operations/registration/postmanEnvironment';
import {
	deleteRegistrationRequest,
	getRegistrationRequest,
	previewRegistration,
	registerClientRequest,
	updateRegistrationRequest,
} from '../../lib/operations/registration/registerClient';
import {
	openRegistration,
	readNewRegistration,
	type Registration,
} from '../../lib/operations/registration/registration';
import { requestedAuthMethod } from '../../lib/operations/registration/registrationClaims';
import {
	requireCertificateRules,
	requireDynamicRegistration,
	requireIssuer,
	requireSigner,
	requireTransportCertificate,
} from '../../lib/requirements';
import { assertDone, deletionStatuses, reportedError } from '../../lib/responses/body';
import { jsonText } from '../../lib/responses/json';
import type { Tpp } from '../../lib/tpp';
import type { Connection } from '../../lib/transport/http';
import { shownId } from '../../lib/transport/redact';
import { output, readSwitch, type Item } from '../shared/operation';
import { outputManagedRegistration, outputRegistration, sendAsClient } from './managedRegistration';
import {
	forgetRegistration,
	registerOnce,
	registrationScope,
	replaceRegistration,
	type Registered,
} from './onlyOnce';
import { hintAtOmittedRedirectUris, readRegistrationSettings } from './registrationSettings';

/** Registers the software as a client, unless that has been done. */
export async function runRegisterClient(item: Item): Promise<INodeExecutionData[][]> {
	const connection = await item.connection();
	const { tpp } = connection;
	requireDynamicRegistration(tpp);
	// The client would be useless without an issuer.
	if (tpp.bank.authorizationRequest) requireIssuer(tpp);
	const { registration, interactionId, isNew } = readSwitch(item, 'options.registerAgain')
		? await registerAnother(item, connection)
		: await registerFirst(item, connection);
	item.memory.set(registrationScope(tpp), registration);
	if (isNew) return await outputRegistration(registration, tpp, { item, interactionId });
	item.hint(
		`A registration for this bank already exists, "${shownId(String(registration.metadata.client_id))}". No request was sent. To change it, use the operation Update Registration. To have a second client, turn on Register Again.`,
	);
	return await outputRegistration(registration, tpp, { item, alreadyRegistered: true });
}

async function registerFirst(item: Item, connection: Connection) {
	const registration = await findRegistration(item, connection.tpp);
	if (registration) return { registration, isNew: false };
	return await registerOnce(item, connection.tpp, () => send(item, connection));
}

async function registerAnother(item: Item, connection: Connection) {
	const registered = await send(item, connection);
	const earlier = await replaceRegistration(item, connection.tpp, registered.registration);
	hintAtEarlierClient(item, registered.registration, earlier);
	return { ...registered, isNew: true };
}

async function send(item: Item, connection: Connection): Promise<Registered> {
	const { tpp } = connection;
	const settings = readRegistrationSettings(item);
	hintAtOmittedRedirectUris(item, tpp, settings);
	const response = await connection.send(await registerClientRequest(connection, settings));
	const { interactionId } = response;
	const registration = {
		...readNewRegistration(response, tpp),
		requestedAuthMethod: requestedAuthMethod(tpp, settings),
	};
	if (response.status === 202) item.hint(hintAtPendingRegistration);
	const error = reportedError(response);
	if (error !== undefined) item.hint(hintAtReportedError(error));
	return { registration, interactionId };
}

const hintAtPendingRegistration =
	'The bank responded with 202: it has named the client, but may not have completed the registration. If it refuses the client, read the registration with the operation Get Registration later, or ask the bank. Do not register again.';

const hintAtReportedError = (error: string): string =>
	`The bank has named the client, but its response also reports an error${error && `: ${error}`}. Read the registration with the operation Get Registration, and ask the bank what the error means. Do not register again.`;

/** Says that the software has more than one client now. */
function hintAtEarlierClient(item: Item, { metadata }: Registration, earlier?: string): void {
	const clientId = String(metadata.client_id);
	if (earlier === undefined || earlier === clientId) return;
	item.hint(
		`The bank has registered a second client, "${shownId(clientId)}". An earlier execution registered "${shownId(earlier)}" in the last 24 hours. To use one client, pass the stored registration on to this node, and delete the other client with the operation Delete Registration.`,
	);
}

/** Finds a registration of this run or of the input. The bank may accept a second one and create a second client. */
async function findRegistration(item: Item, tpp: Tpp): Promise<Registration | undefined> {
	if (tpp.client) {
		throw credentialError(
			`The credential already has the client "${tpp.client.clientId}". Remove the client ID, or turn on Register Again.`,
			'clientId',
		);
	}
	const registered = item.memory.get(registrationScope(tpp)) as Registration | undefined;
	if (registered) return registered;
	const { registration: sealed, bank = tpp.bank.id } = item.json;
	if (typeof sealed !== 'string' || bank !== tpp.bank.id) return undefined;
	const registration = await openRegistration(sealed, tpp);
	return registration.softwareId === tpp.softwareId ? registration : undefined;
}

/** Reads the registration of the client. */
export const runGetRegistration = async (item: Item): Promise<INodeExecutionData[][]> =>
	await outputManagedRegistration(item, {
		operation: 'reading the registration',
		buildRequest: getRegistrationRequest,
		authMethod: ({ client }) => client?.tokenEndpointAuthMethod,
	});

/** Replaces the registration of the client. */
export async function runUpdateRegistration(item: Item): Promise<INodeExecutionData[][]> {
	const settings = readRegistrationSettings(item);
	return await outputManagedRegistration(item, {
		operation: 'updating the registration',
		async buildRequest(connection, clientId) {
			hintAtOmittedRedirectUris(item, connection.tpp, settings);
			return await updateRegistrationRequest(connection, clientId, settings);
		},
		authMethod: (tpp) => requestedAuthMethod(tpp, settings),
	});
}

/** Deletes the client at the bank. */
export async function runDeleteRegistration(item: Item): Promise<INodeExecutionData[][]> {
	const connection = await item.connection();
	const response = await sendAsClient(connection, deleteRegistrationRequest);
	assertDone(response, { statuses: deletionStatuses, operation: 'deleting the registration' });
	await forgetRegistration(item, connection.tpp);
	return output({
		deleted: true,
		clientId: connection.tpp.client?.clientId,
		interactionId: response.interactionId,
	});
}

/** Adds a certificate of the software at the bank. */
export async function runAddCertificate(item: Item): Promise<INodeExecutionData[][]> {
	const { tpp, send } = await item.connection();
	const { confirmation } = requireCertificateRules(tpp);
	const certificate = toAddedCertificate({
		...selectedCertificate(tpp, item),
		name: item.parameter('options.name', ''),
		type: item.parameter<CertificateType | ''>('options.type', '') || undefined,
	});
	const response = await send(addCertificateRequest(tpp, certificate));
	readCertificateAddition(response);
	const warning = typeContradiction(certificate);
	if (warning) item.hint(warning);
	return output({
		bank: tpp.bank.id,
		added: true,
		name: certificate.name,
		type: certificate.type,
		...(confirmation && { confirmation }),
		interactionId: response.interactionId,
	});
}

function selectedCertificate(tpp: Tpp, item: Item): CertificateToAdd {
	switch (item.parameter<string>('certificateFrom')) {
		case 'signing':
			return {
				pem: requireSigner(tpp).chainPem,
				field: { in: 'credential', key: 'signingCertificate' },
				defaultType: 'qseal',
			};
		case 'transport':
			return {
				pem: requireTransportCertificate(tpp),
				field: { in: 'credential', key: 'transportCertificate' },
				defaultType: 'qwac',
			};
		default:
			return {
				pem: item.parameter('certificatePem', ''),
				field: { in: 'parameters', key: 'certificatePem' },
			};
	}
}

/** Downloads the Postman environment of the client, and removes its secrets. */
export async function runDownloadPostmanEnvironment(item: Item): Promise<INodeExecutionData[][]> {
	const { tpp, send } = await item.connection();
	const response = await send(postmanEnvironmentRequest(tpp));
	const environment = withoutSecretValues(readPostmanEnvironment(response));
	const binary = await item.binary(
		JSON.stringify(environment, null, 2),
		`${tpp.bank.id}.postman_environment.json`,
		'application/json',
	);
	const json = { clientId: tpp.client?.clientId, name: jsonText(environment.name ?? '') };
	return [[{ json, binary }]];
}

/** Shows the registration request without sending it. */
export async function runPreviewRegistrationRequest(item: Item): Promise<INodeExecutionData[][]> {
	const connection = await item.connection();
	const settings = readRegistrationSettings(item);
	hintAtOmittedRedirectUris(item, connection.tpp, settings);
	const { header, claims } = await previewRegistration(connection, settings);
	// The software statement is long, and it is in the credential.
	return output({ header, claims: { ...claims, software_statement: '[software statement]' } });
}
