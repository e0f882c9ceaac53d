import { newConsents } from '../accountInformation/consents';
import { accountInformationRoutes, rejectBelow } from '../accountInformation/routes';
import { newBankData } from '../data/bankData';
import { interactionRoutes } from '../endpoints/interaction';
import type { BankRequest } from '../http/request';
import type { Route } from '../http/route';
import { openAuthorizationServer } from '../oauth/authorizationServer';
import type { AuthorizationRules, ServerProfile } from '../oauth/profile';
import { tokenFinder } from '../oauth/tokens';
import { newRegistrations } from '../registration/registrations';
import { certificatesRoute } from '../saltEdge/certificates';
import { scopes } from '../saltEdge/claims';
import { saltEdgeRefused } from '../saltEdge/refusal';
import { registrationRoute } from '../saltEdge/register';
import { tokenRequestAsForm } from '../saltEdge/tokenRequest';
import type { Bank, OpenBank } from './bank';

const prefix = '/salt-edge';
const providerCode = 'demobank';
/** The audience in the example of the documentation. */
const aspspId = '0dw23dsa13123';

const tppPath = '/api/open-banking/v3.1/tpp';
const discoveryPath = '/.well-known/openid-configuration';
const accountInformationPath = `/api/${providerCode}/open-banking/v3.1/aisp`;
const token = `/api/oidc/${providerCode}/tokens`;

/** Salt Edge as its documentation for TPPs describes it, with one of its banks. Quoted headings are from there. */
export const saltEdge: OpenBank = (surroundings) => {
	const { settings, directory, home, ledger, memory, address, mtlsAddress } = surroundings;
	const issuer = `${address}${prefix}`;
	const resourceServer = `${mtlsAddress}${prefix}`;
	const registrationEndpoint = `${resourceServer}${tppPath}/register`;
	const data = newBankData(settings, new Date());
	const keep = memory.of(prefix);
	const consents = newConsents(keep);
	const registrations = newRegistrations({ ledger, keep });
	const server = openAuthorizationServer({
		...surroundings,
		prefix,
		rules,
		profile,
		registrationEndpoint,
		registrations,
		consents,
		psus: data.psus,
	});
	const { provider, revokeByGrantId } = server;
	const tppName = home.tpp.organisationName;
	return {
		id: 'salt-edge',
		bookTransactions: data.bookings.book,
		authorizationServer: async (request) =>
			server.respond(request.path === token ? await tokenRequestAsForm(request) : request),
		respondNotFound: refuse,
		routes: [
			...discoveryRoutes(server.respond),
			registrationRoute(`${tppPath}/register`, {
				directory,
				ledger,
				aspspId,
				usedRequests: new Set(),
				registrations,
			}),
			certificatesRoute(`${tppPath}/certificates`, directory.ca),
			...interactionRoutes({ name: 'Demobank', prefix, provider, consents, data, tppName }),
			...accountInformationRoutes(accountInformationPath, {
				version: 'v3.1',
				root: `${resourceServer}${accountInformationPath}`,
				bic: 'DEMOGB2L',
				data,
				consents,
				findToken: tokenFinder(provider),
				revokeByGrantId,
				requiresInteractionId: true,
			}),
		],
		description: {
			issuer,
			discovery: `${issuer}${discoveryPath}/${providerCode}`,
			authorization: `${issuer}${profile.routes.authorization}`,
			token: `${resourceServer}${token}`,
			jwks: `${issuer}${profile.routes.jwks}`,
			registration: registrationEndpoint,
			certificates: `${resourceServer}${tppPath}/certificates`,
			resourceServer,
			accountInformation: `${resourceServer}${accountInformationPath}`,
			credential: { aspspId, providerCode },
			psus: data.psus.map(({ user, password }) => ({ user, password })),
		},
	};
};

/** Allowed values of "Request parameters". The id_token algorithm is OpenID Connect's default. */
const rules: AuthorizationRules = {
	scopes,
	responseTypes: ['code'],
	tokenEndpointAuthMethods: ['client_secret_basic', 'private_key_jwt'],
	tokenEndpointAuthSigningAlgs: ['PS256', 'RS256'],
	idTokenSigningAlgs: ['RS256'],
	requestObjectSigningAlgs: ['RS256', 'PS256'],
};

const profile: ServerProfile = {
	routes: {
		authorization: `/${providerCode}/authorize`,
		token,
		revocation: `${token}/revocation`,
		userinfo: '/userinfo',
		jwks: '/jwks',
	},
	// "if a request object will be part of the authorization request"
	requestObject: 'optional',
	isPkceRequired: false,
	lifetimes: { accessToken: 3600, refreshToken: 90 * 86_400, interaction: 900 },
	tokenEndpointAt: 'mutualTls',
	internalParameters: [],
};

/** Every bank at Salt Edge has its own discovery document; its provider code is part of the address. */
function discoveryRoutes(response: NonNullable<Bank['authorizationServer']>): Route[] {
	const path = `${discoveryPath}/${providerCode}`;
	const endpoint = (request: BankRequest) => {
		const url = request.incoming.url!.replace(path, discoveryPath);
		Object.assign(request.incoming, { url });
		return response({ ...request, path: discoveryPath });
	};
	return (['plain', 'mtls'] as const).map((listener) => ({
		listener,
		method: 'GET',
		path,
		endpoint,
	}));
}

const refuse: Bank['respondNotFound'] = (request, found) => {
	if (!request.path.startsWith(discoveryPath)) {
		return rejectBelow(accountInformationPath)(request, found);
	}
	return saltEdgeRefused('provider', 'no provider has this code').response;
};
