import { credentialError } from '../../../lib/errors';
import { registerClientRequest } from '../../../lib/operations/registration/registerClient';
import {
	openRegistration,
	readRegistration,
	type Registration,
} from '../../../lib/operations/registration/registration';
import { requestedAuthMethod } from '../../../lib/operations/registration/registrationClaims';
import { requireDynamicRegistration, requireIssuer } from '../../../lib/requirements';
import type { Tpp } from '../../../lib/tpp';
import type { Connection } from '../../../lib/transport/http';
import { simplifySince1_1 } from '../../shared/fields';
import type { Item, Operation } from '../../shared/operation';
import { optionsCollection } from '../../shared/optionsCollection';
import { readSwitch } from '../../shared/readSwitch';
import { claimFields, clientSecretOption } from '../fields';
import { outputRegistration } from '../managedRegistration';
import { registerOnce, registrationScope, replaceRegistration, type Registered } from '../onlyOnce';
import { hintAtOmittedRedirectUris, readRegistrationSettings } from '../registrationSettings';

export const registerClient: Operation = {
	value: 'register',
	name: 'Register Client',
	action: 'Register client',
	description: 'Register your software as a client of the bank',
	toolDescription:
		'Registers this software as a client of the bank. Returns clientId, what the bank has registered, and registration, an encrypted text that other tools need to act as this client. A second call returns the same client.',
	fields: [
		simplifySince1_1,
		claimFields,
		optionsCollection([
			clientSecretOption,
			{
				displayName: 'Register Again',
				name: 'registerAgain',
				type: 'boolean',
				default: false,
				description:
					'Whether to register a client even if the credential, the input or an earlier execution already has one for this bank',
			},
		]),
	],
	mustBeSentOnce: true,
	mustKeepOutputs: () => true,
	async run(item) {
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
			`A registration for this bank already exists, "${String(registration.metadata.client_id)}". No request was sent. To change it, use the operation Update Registration. To have a second client, switch on Register Again.`,
		);
		return await outputRegistration(registration, tpp, { item, alreadyRegistered: true });
	},
};

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
		...readRegistration(response, tpp, 'registering the client'),
		requestedAuthMethod: requestedAuthMethod(tpp, settings),
	};
	return { registration, interactionId };
}

/** Says that the software has more than one client now. */
function hintAtEarlierClient(item: Item, { metadata }: Registration, earlier?: string): void {
	const clientId = String(metadata.client_id);
	if (earlier === undefined || earlier === clientId) return;
	item.hint(
		`The bank has registered a second client, "${clientId}". An earlier execution registered "${earlier}" in the last 24 hours. To use one client, pass the stored registration on to this node, and delete the other client with the operation Delete Registration.`,
	);
}

/** Finds a registration of this run or of the input. The bank would accept a second one and create a second client. */
async function findRegistration(item: Item, tpp: Tpp): Promise<Registration | undefined> {
	if (tpp.client) {
		throw credentialError(
			`The credential already has the client "${tpp.client.clientId}". Remove the client ID, or switch on Register Again.`,
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
