import type { IWebhookFunctions } from 'n8n-workflow';

import { createCache } from '../../lib/expiringCache';
import { jsonHash } from '../../lib/hash';
import { openRegistration, toClient } from '../../lib/operations/registration/registration';
import type { Tpp } from '../../lib/tpp';
import type { Connection } from '../../lib/transport/http';
import { createSend } from '../../lib/transport/send';
import { toTpp } from '../shared/credential';
import type { CredentialFields } from '../shared/credentialFields';
import { egressFilter } from '../shared/egress';

/** Anybody can call the webhook, so the credential's certificates and keys are not parsed for each request. */
const tpps = createCache<Tpp>(50);
const lifetime = 5 * 60 * 1000;

/** Returns the TPP and its connection to the bank, with the client that the field *Client* selects. */
export async function connectTrigger(context: IWebhookFunctions): Promise<Connection> {
	const fields = await context.getCredentials<CredentialFields>('openBankingApi');
	const tpp = await tpps.get(jsonHash(fields), async () => ({
		value: await toTpp(fields, new Date()),
		expires: Date.now() + lifetime,
	}));
	const send = createSend({ identity: tpp.tls, egress: egressFilter(context.helpers) });
	if (context.getNodeParameter('client', 'credential') === 'credential') return { tpp, send };
	const sealed = String(context.getNodeParameter('registration', ''));
	return { send, tpp: { ...tpp, client: toClient(await openRegistration(sealed, tpp)) } };
}
