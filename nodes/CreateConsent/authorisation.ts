import type { INodeProperties } from 'n8n-workflow';

import { banks } from '../../lib/banks';
import type { ResponseType } from '../../lib/banks/profile';
import {
	authorizationUrl,
	type AuthorizationRequest,
	type AuthorizationUrl,
} from '../../lib/oauth/authorizationRequest';
import type { Consent } from '../../lib/operations/accountInformation/accountAccessConsent';
import type { Connection } from '../../lib/transport/http';
import type { Item } from '../shared/operation';

const banksWithStepUp = banks
	.filter(({ accountInformation }) => accountInformation?.stepUp)
	.map(({ name }) => name)
	.join(' and ');

export const authorisationOptions: INodeProperties[] = [
	{
		displayName: 'Pass Through',
		name: 'passThrough',
		type: 'string',
		default: '',
		placeholder: 'e.g. customer-4711',
		description:
			'A short text of yours that travels sealed in the state and comes back with the session. Banks may refuse long ones.',
	},
	{
		displayName: 'Push Authorization Request',
		name: 'push',
		type: 'boolean',
		default: false,
		description:
			'Whether the bank gets the request directly (PAR), so that nobody on the way can read or change it. The address for the PSU then lives for about a minute. Banks that insist get it so anyway.',
	},
	{
		displayName: 'Response Type',
		name: 'responseType',
		type: 'options',
		options: [
			{
				name: 'Code',
				value: 'code',
				description: 'The answer comes in the query of the redirect URI',
			},
			{
				name: 'Code and ID Token',
				value: 'code id_token',
				description: 'The answer comes signed, in the fragment of the redirect URI',
			},
		],
		default: 'code id_token',
		description: 'By default what the bank’s profile says',
	},
	{
		displayName: 'Step-Up',
		name: 'stepUp',
		type: 'boolean',
		default: false,
		description: `Whether the PSU must prove themselves by a second factor, as some data of ${banksWithStepUp} need it; other banks know none`,
	},
];

/** What is known of the consent. */
export type AuthorisedConsent = Pick<Consent, 'consentId' | 'expiresAt'>;

const noConsentYet = '00000000-0000-4000-8000-000000000000';

/** Whatever the address would lack shows now, before there is a consent that nobody can authorise. */
export async function assertAuthorisable(connection: Connection, item: Item): Promise<void> {
	const consent = { consentId: noConsentYet };
	await authorizationUrl(connection, { ...readRequest(consent, item), rehearsal: true });
}

/** The address to send the PSU to, for the consent and with the options of the panel. */
export async function authorise(
	connection: Connection,
	consent: AuthorisedConsent,
	item: Item,
): Promise<AuthorizationUrl> {
	return await authorizationUrl(connection, readRequest(consent, item));
}

const readRequest = (
	{ consentId, expiresAt }: AuthorisedConsent,
	item: Item,
): AuthorizationRequest => ({
	consentId,
	consentExpiresAt: expiresAt,
	access: 'accounts',
	stepUp: item.parameter('options.stepUp', false),
	push: item.parameter('options.push', false),
	responseType: item.parameter<ResponseType | ''>('options.responseType', '') || undefined,
	passThrough: item.parameter('options.passThrough', '') || undefined,
	now: new Date(),
});
