import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { bankFields } from './fields/bankFields';
import { certificateFields } from './fields/certificateFields';
import { oauthClientFields } from './fields/clientFields';
import { rareFields } from './fields/rareFields';

export class OpenBankingApi implements ICredentialType {
	name = 'openBankingApi';

	displayName = 'Open Banking API';

	icon = {
		light: 'file:../icons/openBanking.svg',
		dark: 'file:../icons/openBanking.dark.svg',
	} as const;

	documentationUrl =
		'https://github.com/n8n-nodes-open-banking/n8n-nodes-open-banking#the-credential';

	properties: INodeProperties[] = [
		...bankFields,
		...certificateFields,
		...oauthClientFields,
		...rareFields,
	];

	/**
	 * Authenticates requests of n8n's HTTP Request node: mutual TLS with the transport certificate, and the access token in
	 * place of a sealed session in the header `Authorization: Bearer …`. At a bank with HTTP message signatures it signs the
	 * request, too. Redirects are never followed, because n8n would send the token and the certificate to any host.
	 */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		// Loaded when first used, as in nodes/shared/onDemand.ts.
		const { authenticateRequest } =
			require('./authenticateRequest') as typeof import('./authenticateRequest');
		return await authenticateRequest(credentials, requestOptions);
	}
}
