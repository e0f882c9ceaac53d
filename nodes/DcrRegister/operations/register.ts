import { ConfigurationError } from '../../../lib/errors';
import { registerClientRequest } from '../../../lib/operations/registration/registerClient';
import {
	openRegistration,
	readRegistration,
	type Registration,
} from '../../../lib/operations/registration/registration';
import { requireDynamicRegistration, requireIssuer } from '../../../lib/requirements';
import type { Tpp } from '../../../lib/tpp';
import type { Item, Operation } from '../../shared/operation';
import { emitRegistration, showSecretOption } from '../emitRegistration';
import { claimFields, registrationSettings } from '../registrationSettings';

export const registerClient: Operation = {
	value: 'register',
	name: 'Register',
	action: 'Register a client',
	description: 'Register your software as a client of the bank',
	toolDescription:
		'Registers this software as a client of the bank. Returns clientId, what the bank registered, and registration, a sealed text with which other tools act as this client. Call it once: each call makes a client.',
	fields: [
		claimFields,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: [
				showSecretOption,
				{
					displayName: 'Register Again',
					name: 'registerAgain',
					type: 'boolean',
					default: false,
					description:
						'Whether to register even if the credential or the input already holds a client of this bank',
				},
			],
		},
	],
	mustBeSentOnce: true,
	mustKeepOutputs: () => true,
	async run(item) {
		const connection = await item.connection();
		const { tpp } = connection;
		requireDynamicRegistration(tpp);
		// Without it nothing could be done with the client.
		if (tpp.bank.authorizationRequest) requireIssuer(tpp);
		if (!item.parameter('options.registerAgain', false)) {
			const existing = await existingRegistration(item, tpp);
			if (existing) {
				item.hint('There is a registration for this bank already: nothing was sent for it again.');
				return await emitRegistration(existing, tpp, { item, alreadyRegistered: true });
			}
		}
		const request = await registerClientRequest(connection, registrationSettings(item));
		const response = await connection.send(request);
		const registration = readRegistration(response, tpp, 'registering the client');
		item.memory.set(memoryKey(tpp), registration);
		return await emitRegistration(registration, tpp, {
			item,
			interactionId: response.interactionId,
		});
	},
};

/** One client for each bank and software statement, however many items ask for it. */
const memoryKey = ({ bank, environment, addresses, provider, aspspId, softwareId }: Tpp): string =>
	JSON.stringify([bank.id, environment, addresses.issuer, provider, aspspId, softwareId]);

/** A second registration is a second client: the bank would not refuse it. */
async function existingRegistration(item: Item, tpp: Tpp): Promise<Registration | undefined> {
	if (tpp.client) {
		throw new ConfigurationError(
			`The credential already holds the client ${tpp.client.clientId}. Empty Client ID there, or switch on Options → Register Again.`,
			{ field: 'Client ID' },
		);
	}
	const made = item.memory.get(memoryKey(tpp)) as Registration | undefined;
	if (made) return made;
	const { registration: sealed, bank = tpp.bank.id } = item.json;
	if (typeof sealed !== 'string' || bank !== tpp.bank.id) return undefined;
	const registration = await openRegistration(sealed, tpp);
	return registration.softwareId === tpp.softwareId ? registration : undefined;
}
