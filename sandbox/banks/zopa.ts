import { accountInformationRoutes, refuseBelow } from '../accountInformation/routes';
import { newConsents } from '../accountInformation/consents';
import { newBankData } from '../data/bankData';
import { interactionRoutes } from '../endpoints/interaction';
import { postmanEnvironmentRoute } from '../endpoints/postmanEnvironment';
import { registrationRoutes } from '../endpoints/register';
import { openAuthorizationServer } from '../oauth/authorizationServer';
import { tokenFinder } from '../oauth/tokens';
import { newRegistrations } from '../registration/registrations';
import type { RegistrationRules } from '../registration/rules';
import type { OpenBank } from './bank';

const prefix = '/zopa';
const registrationPath = '/dynamic-client-registration/v3.2/register';
const accountInformationPath = '/open-banking/v4.0/aisp';
const postmanEnvironmentPath = '/o3/v1.0/postman/environment';

/** As Zopa's sandbox guide describes its bank: section numbers are the guide's. */
export const zopa: OpenBank = (surroundings) => {
	const { settings, directory, home, address, mtlsAddress } = surroundings;
	const issuer = `${address}${prefix}`;
	const resourceServer = `${mtlsAddress}${prefix}`;
	const registrationEndpoint = `${resourceServer}${registrationPath}`;
	const rules = rulesFor([issuer, `${issuer}/token`, `${resourceServer}/token`]);
	const data = newBankData(settings, new Date());
	const consents = newConsents();
	const registrations = newRegistrations();
	const server = openAuthorizationServer({
		...surroundings,
		prefix,
		rules,
		registrationEndpoint,
		registrations,
		consents,
		psus: data.psus,
	});
	const { provider, revokeByClientId, revokeByGrantId } = server;
	const findToken = tokenFinder(provider);
	const tppName = home.tpp.organisationName;
	return {
		id: 'zopa',
		authorizationServer: server.answer,
		refuse: refuseBelow(accountInformationPath),
		routes: [
			...registrationRoutes(registrationPath, {
				rules,
				directory,
				seen: new Set(),
				registrations,
				findToken,
				revokeByClientId,
			}),
			postmanEnvironmentRoute(postmanEnvironmentPath, { registrations, issuer, resourceServer }),
			...interactionRoutes({ name: 'Zopa', prefix, provider, consents, data, tppName }),
			...accountInformationRoutes(accountInformationPath, {
				root: `${resourceServer}${accountInformationPath}`,
				data,
				consents,
				findToken,
				revokeByGrantId,
			}),
		],
		description: {
			issuer,
			discovery: `${issuer}/.well-known/openid-configuration`,
			authorization: `${issuer}/auth`,
			token: `${resourceServer}/token`,
			revocation: `${resourceServer}/token/revocation`,
			jwks: `${issuer}/jwks`,
			registration: registrationEndpoint,
			resourceServer,
			accountInformation: `${resourceServer}${accountInformationPath}`,
			postmanEnvironment: `${resourceServer}${postmanEnvironmentPath}`,
			psus: data.psus.map(({ user, password }) => ({ user, password })),
		},
	};
};

/** The guide's claims table and 2.1. */
function rulesFor(audiences: string[]): RegistrationRules {
	return {
		signingAlgs: ['PS256'],
		// The table says "the token endpoint", the examples send the issuer: both are taken.
		audiences,
		longestLifetime: 3600,
		tokenEndpointAuthMethods: ['client_secret_basic', 'private_key_jwt'],
		tokenEndpointAuthSigningAlgs: ['PS256'],
		// The table lists two; OBIE's register offers refresh_token, and Read/Write data access needs it.
		grantTypes: ['authorization_code', 'client_credentials', 'refresh_token'],
		responseTypes: ['code', 'code id_token'],
		idTokenSigningAlgs: ['PS256'],
		// The table says none; PS256 is what production asks for.
		requestObjectSigningAlgs: ['none', 'PS256'],
		scopes: ['openid', 'accounts', 'payments'],
	};
}
