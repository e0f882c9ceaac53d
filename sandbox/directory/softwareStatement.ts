import { randomUUID } from 'node:crypto';

import { SignJWT } from 'jose';

import type { Home } from './home';
import { kidOf } from './keys';

/** Signs a software statement assertion (SSA) with the claims of the Open Banking Directory. */
export async function signSoftwareStatement(
	home: Home,
	keystore: string,
	redirectUris: string[],
): Promise<string> {
	return new SignJWT({ ...claimsOf(home, keystore), software_redirect_uris: redirectUris })
		.setProtectedHeader({ typ: 'JWT', alg: 'PS256', kid: kidOf(home.directoryKey) })
		.setIssuedAt()
		.sign(home.directoryKey);
}

function claimsOf({ tpp }: Home, keystore: string): Record<string, unknown> {
	const organisation = `${keystore}/${tpp.organisationId}`;
	return {
		iss: 'OpenBanking Ltd',
		jti: randomUUID(),
		software_environment: 'sandbox',
		software_mode: 'Test',
		software_id: tpp.softwareId,
		software_client_id: tpp.softwareId,
		software_client_name: 'Open Banking for n8n',
		software_client_description: 'Account information in n8n workflows',
		software_version: 1.0,
		software_client_uri: 'https://n8n.example.com',
		software_roles: ['AISP', 'PISP'],
		software_logo_uri: 'https://n8n.example.com/logo.svg',
		software_policy_uri: 'https://n8n.example.com/privacy',
		software_tos_uri: 'https://n8n.example.com/terms',
		software_on_behalf_of_org: null,
		software_jwks_endpoint: `${organisation}/${tpp.softwareId}.jwks`,
		software_jwks_revoked_endpoint: `${organisation}/revoked/${tpp.softwareId}.jwks`,
		org_id: tpp.organisationId,
		org_name: tpp.organisationName,
		org_status: 'Active',
		org_contacts: [
			{
				name: 'Technical',
				email: 'openbanking@example.com',
				phone: '+442012345678',
				type: 'Technical',
			},
		],
		org_jwks_endpoint: `${organisation}/${tpp.organisationId}.jwks`,
		org_jwks_revoked_endpoint: `${organisation}/revoked/${tpp.organisationId}.jwks`,
		organisation_competent_authority_claims: {
			authority_id: 'FCAGBR',
			registration_id: `Unknown${tpp.organisationId}`,
			status: 'Active',
			authorisations: [{ member_state: 'GB', roles: ['AISP', 'PISP'] }],
		},
		ob_registry_tos: 'https://directory.example.com/terms',
	};
}
