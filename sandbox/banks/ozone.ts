import { decodeJwt } from 'jose';

import type { AccountInformationBank } from '../accountInformation/bank';
import { newConsents, type Consents } from '../accountInformation/consents';
import { accountInformationRoutes, rejectBelow } from '../accountInformation/routes';
import { newBankData } from '../data/bankData';
import { psusWith, type Psu } from '../data/psus';
import { authCodeUrlRoute } from '../endpoints/authCodeUrl';
import { interactionRoutes } from '../endpoints/interaction';
import { postmanEnvironmentRoute, type PostmanBank } from '../endpoints/postmanEnvironment';
import { registrationRoutes } from '../endpoints/register';
import type { Guise } from '../guise';
import { html } from '../http/response';
import type { Route } from '../http/route';
import { openAuthorizationServer, type AuthorizationServer } from '../oauth/authorizationServer';
import { intentIdOf } from '../oauth/intent';
import { ozoneProfile, type ServerProfile } from '../oauth/profile';
import { tokenFinder } from '../oauth/tokens';
import { errorPage } from '../pages/error';
import { newBooks } from '../payments/books';
import type { PaymentRules } from '../payments/initiation';
import type { PaymentKind } from '../payments/kinds';
import { paymentRoutes } from '../payments/routes';
import { newRegistrations } from '../registration/registrations';
import type { RegistrationRules } from '../registration/rules';
import type { OpenBank, SandboxContext } from './bank';

/** How one bank on the Ozone platform differs from the platform. */
export interface OzoneFacts {
	id: string;
	name: string;
	/** Relative to the bank's resource server, like all paths here. */
	registrationPath: string;
	accountInformationPath: string;
	/** Absent: the bank does not provide one. */
	postmanEnvironment?: { path: string; authentication: PostmanBank['authentication'] };
	/** Media types of registration requests. Absent: application/jwt and application/jose. */
	registrationContentTypes?: string[];
	/** Absent: the bank does not build addresses for the PSU. */
	authCodeUrlPath?: string;
	/** The bank's identifier at the directory. */
	aspspId: string;
	/** `own` are the accepted audiences of a request JWT; the issuer is the first one. */
	rules: (own: string[]) => RegistrationRules;
	/** Deviations of the bank's authorization server from the platform's. */
	authorizationServer?: Partial<ServerProfile>;
	accountInformation: Pick<
		AccountInformationBank,
		'version' | 'bic' | 'unsupportedPaths' | 'narrowed' | 'financialId'
	>;
	/** Absent: the bank makes no payments. */
	payments?: PaymentFacts;
	/** Kinds of accounts, by ISO 20022 code. Absent: all kinds. */
	accountTypes?: readonly string[];
	/** Production of the embedded bank with this id. Client certificates must come from the directory. */
	productionOf?: string;
	/** Root of the addresses that the bank's app opens, in place of its own scheme. Absent: the bank has no app. */
	appPath?: string;
	/** The app's addresses for payments, below its root. Absent: payments have the address of account information. */
	appPaymentPaths?: Partial<Record<PaymentKind, string>>;
	/** Returns a customer with the password as the bank's guide prints it. */
	customer: (psu: Psu) => Psu;
}

interface PaymentFacts {
	path: string;
	/** The bank's ID at the directory, for its signatures. */
	organisationId: string;
	rules: PaymentRules;
}

/** Creates a bank on the Ozone platform: discovery and sign-in at its issuer, everything else over mutual TLS. */
export function ozoneBank(documented: OzoneFacts): OpenBank {
	return (context) => {
		const { guise } = context.settings;
		const facts = guise && documented.id === 'zopa' ? inGuise(documented, guise) : documented;
		const { id, productionOf, accountInformationPath, payments } = facts;
		const parts = openParts(facts, context);
		return {
			id,
			productionOf,
			...(productionOf && { certificateAuthority: context.directory.ca }),
			bookTransactions: parts.data.bookings.book,
			authorizationServer: parts.server.respond,
			respondNotFound: rejectBelow(accountInformationPath, ...(payments ? [payments.path] : [])),
			...(payments && { payments: parts.books.all }),
			routes: [...clientRoutes(facts, parts), ...psuRoutes(facts, parts)],
			description: describe(facts, parts),
		};
	};
}

/** What the routes of one bank share. */
type Parts = ReturnType<typeof openParts>;

function openParts(facts: OzoneFacts, context: SandboxContext) {
	const { settings, directory, home, ledger, memory, address, mtlsAddress } = context;
	const prefix = `/${facts.id}`;
	const issuer = `${address}${prefix}`;
	const resourceServer = `${mtlsAddress}${prefix}`;
	const registrationEndpoint = `${resourceServer}${facts.registrationPath}`;
	const rules = facts.rules([issuer, `${issuer}/token`, `${resourceServer}/token`]);
	const psus = psusWith(settings.accounts).map(facts.customer);
	const data = newBankData(settings, new Date(), { psus, accountTypes: facts.accountTypes });
	const keep = memory.of(prefix);
	const consents = newConsents(keep, 'aac-');
	const profile = { ...ozoneProfile, ...facts.authorizationServer };
	const registrations = newRegistrations({ ledger, keep }, profile);
	const server = openAuthorizationServer({
		...context,
		...{ prefix, rules, profile, registrationEndpoint, registrations, consents, psus },
	});
	return {
		...{ directory, home, ledger, prefix, issuer, resourceServer, registrationEndpoint },
		...{ rules, psus, data, keep, consents, profile, registrations, server },
		findToken: tokenFinder(server.provider),
		books: newBooks(keep),
	};
}

/** Returns the routes for the TPP's client: its registration, and what a bank provides for it. */
function clientRoutes(
	{ name, registrationPath, registrationContentTypes, ...facts }: OzoneFacts,
	{ rules, directory, ledger, registrations, consents, server, findToken, ...parts }: Parts,
): Route[] {
	const { postmanEnvironment, authCodeUrlPath, aspspId } = facts;
	const { issuer, resourceServer } = parts;
	return [
		...registrationRoutes(registrationPath, {
			...{ rules, directory, ledger, registrations, findToken },
			contentTypes: registrationContentTypes,
			usedRequestIds: new Set(),
			revokeByClientId: server.revokeByClientId,
		}),
		...(postmanEnvironment
			? [
					postmanEnvironmentRoute(postmanEnvironment.path, {
						...{ name, registrations, ledger, issuer, resourceServer, aspspId },
						authentication: postmanEnvironment.authentication,
					}),
				]
			: []),
		...(authCodeUrlPath
			? [authCodeUrlRoute(authCodeUrlPath, { name, registrations, consents, issuer })]
			: []),
	];
}

/** Returns the routes for the PSU at the bank, and for the PSU's data and payments. */
function psuRoutes(facts: OzoneFacts, parts: Parts): Route[] {
	const { name, accountInformationPath, payments } = facts;
	const { prefix, data, consents, findToken, resourceServer, server, profile, home } = parts;
	const { provider, revokeByGrantId, respond } = server;
	const tppName = home.tpp.organisationName;
	return [
		...interactionRoutes({ name, prefix, provider, consents, data, tppName }),
		...accountInformationRoutes(accountInformationPath, {
			...facts.accountInformation,
			root: `${resourceServer}${accountInformationPath}`,
			...{ data, consents, findToken, revokeByGrantId },
		}),
		...(payments
			? paymentRoutes(payments.path, {
					...payments,
					version: payments.rules.version,
					financialId: facts.accountInformation.financialId,
					root: `${resourceServer}${payments.path}`,
					...{ data, consents, findToken },
					...{ directory: parts.directory, books: parts.books, keep: parts.keep },
					key: home.bankKey,
				})
			: []),
		...appPaymentRoutes(facts, { prefix, consents, respond, profile }),
	];
}

/** Returns the bank's entry in `sandbox.json`. */
function describe(
	{ accountInformationPath, payments, postmanEnvironment, ...facts }: OzoneFacts,
	{ issuer, resourceServer, registrationEndpoint, profile, psus }: Parts,
): object {
	return {
		issuer,
		discovery: `${issuer}/.well-known/openid-configuration`,
		authorization: `${issuer}${profile.routes.authorization}`,
		token: `${resourceServer}/token`,
		revocation: `${resourceServer}/token/revocation`,
		jwks: `${issuer}/jwks`,
		registration: registrationEndpoint,
		resourceServer,
		accountInformation: `${resourceServer}${accountInformationPath}`,
		...(payments && { paymentInitiation: `${resourceServer}${payments.path}` }),
		...(postmanEnvironment && {
			postmanEnvironment: `${resourceServer}${postmanEnvironment.path}`,
		}),
		...(facts.appPath && { app: `${issuer}${facts.appPath}` }),
		...(facts.productionOf && { credential: { aspspId: facts.aspspId } }),
		psus: psus.map(({ user, password }) => ({ user, password })),
	};
}

interface App {
	prefix: string;
	consents: Consents;
	respond: AuthorizationServer['respond'];
	profile: ServerProfile;
}

/** Returns the routes of the app's addresses for payments. Each takes only consents of its own kind. */
function appPaymentRoutes(
	{ appPath, appPaymentPaths = {} }: OzoneFacts,
	{ prefix, consents, respond, profile }: App,
): Route[] {
	return Object.entries(appPaymentPaths).map(([kind, below]) => ({
		listener: 'plain',
		method: 'GET',
		path: `${appPath}${below}`,
		endpoint: async (request) => {
			const { claims } = decodeJwt(request.query.get('request') ?? '');
			if (consents.find(intentIdOf({ claims }) ?? '')?.payment?.kind !== kind) {
				return html(400, errorPage('invalid_request', 'This address is for other consents.'));
			}
			const { authorization } = profile.routes;
			const url = `${prefix}${authorization}?${request.query}`;
			Object.assign(request.incoming, { url });
			return await respond({ ...request, path: authorization });
		},
	}));
}

/** Returns the facts of the bank in its guise. */
function inGuise(facts: OzoneFacts, guise: Guise): OzoneFacts {
	const { accountInformation: api, rules, registrationContentType, financialId } = guise;
	const { version, bic } = facts.accountInformation;
	return {
		...facts,
		accountTypes: undefined,
		...(api && { accountInformationPath: api.path }),
		rules: (own) => ({ ...facts.rules(own), ...rules }),
		registrationContentTypes: registrationContentType ? [registrationContentType] : undefined,
		authorizationServer: {
			...facts.authorizationServer,
			rawClientSecrets: guise.rawClientSecrets,
			usedRefreshTokens: guise.usedRefreshTokens,
		},
		accountInformation: {
			version: api?.version ?? version,
			bic,
			financialId,
		},
		...(facts.payments && {
			payments: {
				...facts.payments,
				path: (api?.path ?? facts.accountInformationPath).replace(/aisp$/, 'pisp'),
				rules: { version: api?.version ?? version, frequencies: /./ },
			},
		}),
	};
}
