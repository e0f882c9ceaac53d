import type { IWebhookFunctions } from 'n8n-workflow';

import { openRegistration, toClient } from '../../lib/operations/registration';
import type { Connection } from '../../lib/transport/connection';
import { createSend } from '../../lib/transport/send';
import { toTpp } from '../shared/credential';
import type { CredentialFields } from '../shared/credentialFields';
import { egressFilter } from '../shared/egress';

/** The TPP and its way to the bank, with the client that the Client field chooses. */
export async function connectTrigger(context: IWebhookFunctions): Promise<Connection> {
	const fields = await context.getCredentials<CredentialFields>('openBankingApi');
	const tpp = await toTpp(fields, new Date());
	const send = createSend({ identity: tpp.tls, egress: egressFilter(context.helpers) });
	if (context.getNodeParameter('client', 'credential') === 'credential') return { tpp, send };
	const sealed = context.getNodeParameter('registration', '') as string;
	return { send, tpp: { ...tpp, client: toClient(await openRegistration(sealed, tpp)) } };
}
