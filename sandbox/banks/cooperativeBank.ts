import { newConsents } from '../accountInformation/consents';
import type { EndpointPath } from '../accountInformation/paths';
import { accountInformationRoutes, rejectBelow } from '../accountInformation/routes';
import { clientWith, profileOf, rules } from '../cooperativeBank/client';
import { accessPolicy } from '../cooperativeBank/policy';
import { redirectRoute, type RedirectBank } from '../cooperativeBank/redirect';
import { redirectErrors } from '../cooperativeBank/redirectErrors';
import { newScenarios } from '../cooperativeBank/scenarios';
import { assertCredentialsInHeader } from '../cooperativeBank/tokenRequest';
import { newBankData } from '../data/bankData';
import { onboardedClient } from '../directory/onboarding';
import { interactionRoutes } from '../endpoints/interaction';
import type { Route } from '../http/route';
import { openAuthorizationServer } from '../oauth/authorizationServer';
import { tokenFinder } from '../oauth/tokens';
import { newBooks } from '../payments/books';
import { fundsRoutes } from '../payments/funds';
import type { PaymentRules } from '../payments/initiation';
import { keySetRoute, paymentRoutes } from '../payments/routes';
import type { Bank, OpenBank, SandboxContext } from './bank';

/** The bank's page lists one sandbox for both brands: one address, one client, and `login_hint` names the brand. */
const redirectPath = '/openbanking/coop/oauthRedirect';
const token = '/apis/oauth/v1/oauth2/token';
const accountInformationPath = '/apis/retail/open-banking/v3.1/aisp';
const paymentPath = '/apis/retail/open-banking/v3.1/pisp';
const fundsPath = '/apis/retail/open-banking/v3.1/cbpii';
/** Not in the bank's documents: the key set of its OAuth server, as live clients captured it. */
const keySetPath = '/apis/oauth/v1/.well-known/jwks.json';

/** The bank's ID at the directory, for its signatures: invented. */
const organisationId = '0015800000jf9GgAAI';

const brandNames = { coop: 'The Co-operative Bank', smile: 'smile' };

type Brand = keyof typeof brandNames;

/** Creates a brand of the bank as its document "General specifications" describes it. Quoted headings are from there. */
const brand =
	(id: Brand): OpenBank =>
	(context) => {
		const parts = openParts(id, context);
		const { authorization, data, server, scenarios } = parts;
		return {
			id,
			// "Mutual authentication"
			certificateAuthority: context.directory.ca,
			certificateDays: 90,
			applyScenario: scenarios.apply,
			bookTransactions: data.bookings.book,
			authorizationServer: async (request) =>
				server.respond(request.path === token ? await assertCredentialsInHeader(request) : request),
			respondNotFound: rejectExcept([token, `${authorization}/`, endOfSession]),
			routes: [...signInRoutes(id, parts), ...apiRoutes(parts)],
			payments: parts.books.all,
			description: describe(context.address, parts),
		};
	};

/** What the routes of one brand share. */
type Parts = ReturnType<typeof openParts>;

function openParts(id: Brand, context: SandboxContext) {
	const { settings, directory, home, ledger, memory, mtlsAddress } = context;
	const prefix = `/${id}`;
	const authorization = `/openbanking/${id}/authorise`;
	const client = onboardedClient(home, 'coop');
	ledger.add('client secret', client.clientSecret);
	// The onboarding form accepts any redirect URI.
	const redirectUris = [home.tpp.redirectUris[0]!, ...settings.redirectUris];
	const registered = clientWith(client, redirectUris);
	const data = newBankData(settings, new Date());
	const keep = memory.of(prefix);
	const consents = newConsents(keep);
	const server = openAuthorizationServer({
		...context,
		prefix,
		rules,
		profile: profileOf(authorization, token),
		registrations: {
			find: (clientId) => (clientId === client.clientId ? registered : undefined),
		},
		consents,
		psus: data.psus,
	});
	const { expireByGrantId } = server;
	return {
		...{
			directory,
			home,
			prefix,
			authorization,
			client,
			redirectUris,
			data,
			keep,
			consents,
			server,
		},
		resourceServer: `${mtlsAddress}${prefix}`,
		books: newBooks(keep),
		scenarios: newScenarios({ consents, expireByGrantId }),
	};
}

/** Returns the routes by which a PSU comes to the bank and signs in. */
function signInRoutes(id: Brand, parts: Parts): Route[] {
	const { prefix, authorization, client, redirectUris, data, consents, server, home } = parts;
	const authorize: RedirectBank['authorize'] = (request, query) => {
		Object.assign(request.incoming, { url: `${prefix}${authorization}?${query}` });
		return server.respond({ ...request, path: authorization });
	};
	return [
		redirectRoute(redirectPath, { client, redirectUris, consents, authorize }),
		...interactionRoutes({
			...{ name: brandNames[id], brandNames, prefix, consents, data },
			provider: server.provider,
			tppName: home.tpp.organisationName,
			showsErrorsToPsu: true,
			errors: redirectErrors,
		}),
	];
}

/** Returns the routes of the three APIs, and of the bank's keys. */
function apiRoutes({ data, consents, server, resourceServer, ...parts }: Parts): Route[] {
	const { directory, books, keep, home, scenarios } = parts;
	const { provider, revokeByGrantId } = server;
	const findToken = tokenFinder(provider);
	const version = 'v3.1' as const;
	return [
		...accountInformationRoutes(accountInformationPath, {
			...{ version, data, consents, findToken, revokeByGrantId },
			root: `${resourceServer}${accountInformationPath}`,
			bic: 'CPBKGB22',
			unsupportedPaths,
			unsupportedPermissions,
			policy: accessPolicy(scenarios),
		}),
		...paymentRoutes(paymentPath, {
			...{ version, data, consents, findToken, directory, books, keep, organisationId },
			rules: paymentRules,
			root: `${resourceServer}${paymentPath}`,
			key: home.bankKey,
		}),
		...fundsRoutes(fundsPath, {
			...{ version, data, consents, findToken, revokeByGrantId },
			root: `${resourceServer}${fundsPath}`,
		}),
		keySetRoute(keySetPath, home.bankKey),
	];
}

const describe = (address: string, { prefix, resourceServer, client, data }: Parts): object => ({
	authorization: `${address}${prefix}${redirectPath}`,
	token: `${resourceServer}${token}`,
	resourceServer,
	accountInformation: `${resourceServer}${accountInformationPath}`,
	paymentInitiation: `${resourceServer}${paymentPath}`,
	fundsConfirmation: `${resourceServer}${fundsPath}`,
	credential: client,
	psus: data.psus.map(({ user, password }) => ({ user, password })),
});

export const coop = brand('coop');
export const smile = brand('smile');

/** Page on payment initiation */
const paymentRules: PaymentRules = {
	version: 'v3.1',
	// "Frequency"
	frequencies:
		/^(IntrvlWkDay:(01|02|04):0[1-7]|IntrvlMnthDay:(01|02|03|06|12):(0[1-9]|[12]\d|3[01]))$/,
	// "Scheduled": not today, weekend, bank holiday, or beyond two years
	scheduled: {
		maximumDays: 731,
		// gov.uk/bank-holidays, England and Wales
		bankHolidays: [
			...['2026-12-25', '2026-12-28', '2027-01-01', '2027-03-26', '2027-03-29', '2027-05-03'],
			...['2027-05-31', '2027-08-30', '2027-12-27', '2027-12-28'],
		],
	},
};

const unsupportedPaths: EndpointPath[] = [
	'/accounts/{AccountId}/beneficiaries',
	'/accounts/{AccountId}/offers',
	'/accounts/{AccountId}/parties',
	'/accounts/{AccountId}/party',
	'/accounts/{AccountId}/product',
	'/accounts/{AccountId}/statements',
	'/accounts/{AccountId}/statements/{StatementId}',
	'/accounts/{AccountId}/statements/{StatementId}/file',
	'/accounts/{AccountId}/statements/{StatementId}/transactions',
	'/beneficiaries',
	'/offers',
	'/party',
	'/products',
	'/statements',
];

const unsupportedPermissions = [
	'ReadBeneficiariesBasic',
	'ReadBeneficiariesDetail',
	'ReadOffers',
	'ReadPAN',
	'ReadParty',
	'ReadPartyPSU',
	'ReadProducts',
	'ReadStatementsBasic',
	'ReadStatementsDetail',
];

/** Where the browser ends the session of the previous PSU when another one signs in. */
const endOfSession = '/session/end/confirm';

/** Of the authorization server, only the token endpoint and the steps between the bank's pages are reached. */
function rejectExcept(served: string[]): NonNullable<Bank['respondNotFound']> {
	const reject = rejectBelow(accountInformationPath, paymentPath, fundsPath);
	return (request, found) => {
		const isServed = served.some((path) => request.path.startsWith(path));
		if (isServed || found.is === 'methodNotAllowed') return reject(request, found);
		return reject(request, found) ?? { status: 404 };
	};
}
