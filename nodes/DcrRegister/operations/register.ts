import { credentialError } from '../../../lib/errors';
import { createCache } from '../../../lib/expiringCache';
import { registerClientRequest } from '../../../lib/operations/registration/registerClient';
import {
	openRegistration,
	readRegistration,
	type Registration,
} from '../../../lib/operations/registration/registration';
import { requestedAuthMethod } from '../../../lib/operations/registration/registrationClaims';
import { requireDynamicRegistration, requireIssuer } from '../../../lib/requirements';
import type { Tpp } from '../../../lib/tpp';
import type { Item, Operation } from '../../shared/operation';
import { optionsCollection } from '../../shared/optionsCollection';
import { readSwitch } from '../../shared/readSwitch';
import { clientSecretOption, outputRegistration } from '../managedRegistration';
import {
	claimFields,
	hintAtOmittedRedirectUris,
	readRegistrationSettings,
} from '../registrationSettings';

export const registerClient: Operation = {
	value: 'register',
	name: 'Register',
	action: 'Register a client',
	description: 'Register your software as a client of the bank',
	toolDescription:
		'Registers this software as a client of the bank. Returns clientId, the registered metadata, and registration, an encrypted text that other tools need to act as this client. Call it only once: each call registers a client.',
	fields: [
		claimFields,
		optionsCollection([
			clientSecretOption,
			{
				displayName: 'Register Again',
				name: 'registerAgain',
				type: 'boolean',
				default: false,
				description:
					'Whether to register a client even if the credential or the input already has one for this bank',
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
		if (!readSwitch(item, 'options.registerAgain')) {
			const existing = await findRegistration(item, tpp);
			if (existing) {
				item.hint('A registration for this bank already exists. No request was sent.');
				return await outputRegistration(existing, tpp, { item, alreadyRegistered: true });
			}
		}
		const settings = readRegistrationSettings(item);
		hintAtOmittedRedirectUris(item, tpp, settings);
		const request = await registerClientRequest(connection, settings);
		const response = await connection.send(request);
		const registration = {
			...readRegistration(response, tpp, 'registering the client'),
			requestedAuthMethod: requestedAuthMethod(tpp, settings),
		};
		item.memory.set(memoryKey(tpp), registration);
		hintAtEarlierClient(item, tpp, registration);
		const { interactionId } = response;
		return await outputRegistration(registration, tpp, { item, interactionId });
	},
};

/** The clients that this process has registered. Without a registration in the input, nothing else remembers them. */
const registeredClients = createCache<string>();
const lifetime = 24 * 60 * 60 * 1000;

/** Says that the software has more than one client now. */
function hintAtEarlierClient(item: Item, tpp: Tpp, { metadata }: Registration): void {
	const clientId = String(metadata.client_id);
	const earlier = registeredClients.find(memoryKey(tpp));
	if (earlier && earlier !== clientId) {
		item.hint(
			`The bank has registered a second client, "${clientId}". An earlier execution registered "${earlier}" in the last 24 hours. To use one client, pass the stored registration on to this node, and delete the other client with the operation Delete.`,
		);
	}
	registeredClients.put(memoryKey(tpp), { value: clientId, expires: Date.now() + lifetime });
}

/** Several items of one run share the client of a bank and software statement. */
const memoryKey = ({ bank, environment, addresses, provider, aspspId, softwareId }: Tpp): string =>
	JSON.stringify([bank.id, environment, addresses.issuer, provider, aspspId, softwareId]);

/** Finds a registration of this run or of the input. The bank would accept a second one and create a second client. */
async function findRegistration(item: Item, tpp: Tpp): Promise<Registration | undefined> {
	if (tpp.client) {
		throw credentialError(
			`The credential already has the client "${tpp.client.clientId}". Remove the client ID, or switch on Register Again.`,
			'clientId',
		);
	}
	const registered = item.memory.get(memoryKey(tpp)) as Registration | undefined;
	if (registered) return registered;
	const { registration: sealed, bank = tpp.bank.id } = item.json;
	if (typeof sealed !== 'string' || bank !== tpp.bank.id) return undefined;
	const registration = await openRegistration(sealed, tpp);
	return registration.softwareId === tpp.softwareId ? registration : undefined;
}
