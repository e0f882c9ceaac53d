import { exchangeAuthorizationCode } from '../../../lib/oauth/authorizationCode';
import { clientFields } from '../../shared/fields';
import type { Operation } from '../../shared/operation';
import { clearTokensOption } from '../../shared/sessionItem';
import { emitSession } from '../emitSession';

export const authorizationCode: Operation = {
	value: 'authorizationCode',
	name: 'Authorization Code',
	action: 'Exchange an authorization code',
	description:
		'Validate what the PSU brought back from the bank and exchange the code for a session',
	toolDescription:
		'Finishes an authorisation: takes the complete address on which the customer came back from the bank, and exchanges its code. Returns session, a sealed text that gives access to the accounts, with consentId and expiresAt.',
	fields: [
		{
			displayName: 'Redirect Response',
			name: 'redirectResponse',
			type: 'string',
			required: true,
			default: '={{ $json.redirectResponse }}',
			placeholder: 'e.g. https://n8n.example.com/webhook/open-banking#code=…&id_token=…&state=…',
			description:
				'The complete address that the bank sent the PSU back to, or what stands behind its ? or #. A code alone is not enough: without state nobody can tell whose it is.',
		},
		...clientFields,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: [clearTokensOption],
		},
	],
	sentOnce: true,
	irreplaceable: () => true,
	async run(item) {
		const connection = await item.connection();
		const { session, passThrough } = await exchangeAuthorizationCode(
			connection,
			item.parameter<string>('redirectResponse'),
			new Date(),
		);
		return await emitSession(session, connection.tpp, { item, passThrough });
	},
};
