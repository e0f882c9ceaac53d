import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { newConsents } from '../../sandbox/accountInformation/consents';
import { banks } from '../../sandbox/banks';
import { ozoneBank, type OzoneFacts } from '../../sandbox/banks/ozone';
import { profileOf } from '../../sandbox/cooperativeBank/client';
import { openDirectory } from '../../sandbox/directory/directory';
import { openHome } from '../../sandbox/directory/home';
import { newLedger } from '../../sandbox/ledger';
import { keepNothing, openMemory } from '../../sandbox/memory';
import { newMisbehaviourPlan } from '../../sandbox/misbehaviour/plan';
import { configurationOf } from '../../sandbox/oauth/configuration';
import { ozoneProfile, type ServerProfile } from '../../sandbox/oauth/profile';
import { newStore } from '../../sandbox/oauth/store';
import { readSettings, type SandboxSettings } from '../../sandbox/settings';

/*
 * Prints parts of the embedded bank as JSON. Jest cannot load oidc-provider, so `insideTheBank` runs this as a separate process.
 */

const rules: ReturnType<OzoneFacts['rules']> = {
	signingAlgs: ['PS256'],
	audiences: [],
	maximumLifetime: 3600,
	tokenEndpointAuthMethods: ['client_secret_basic'],
	tokenEndpointAuthSigningAlgs: ['PS256'],
	grantTypes: ['authorization_code'],
	responseTypes: ['code'],
	idTokenSigningAlgs: ['PS256'],
	requestObjectSigningAlgs: ['none'],
	scopes: ['openid', 'accounts'],
};

const facts: OzoneFacts = {
	id: 'plain',
	name: 'Plain',
	aspspId: 'inside',
	registrationPath: '/register',
	accountInformationPath: '/aisp',
	rules: () => rules,
	accountInformation: { version: 'v4.0', bic: 'PLAIGB2L', unsupportedPaths: ['/offers'] },
	customer: (psu) => psu,
};

// @ts-expect-error The path does not exist: `npm run typecheck` fails if the compiler accepts it.
void (['/offer'] satisfies OzoneFacts['accountInformation']['unsupportedPaths']);

const home = mkdtempSync(join(tmpdir(), 'sandbox-home-'));
void describe().finally(() => rmSync(home, { recursive: true }));

async function describe(): Promise<void> {
	const context = await contextAt('https://localhost:1', 'https://localhost:2');
	const opened = async (changes: Partial<OzoneFacts>) => {
		const { routes, description } = await ozoneBank({ ...facts, ...changes })(context);
		return { paths: routes.map(({ path }) => path), description };
	};
	const lifetimes = (profile: ServerProfile) =>
		configurationOf(
			{
				...context,
				prefix: '/plain',
				rules,
				profile,
				registrations: { find: () => undefined },
				consents: newConsents(keepNothing),
				psus: [],
			},
			newStore(() => undefined, keepNothing),
		).ttl;
	const described = {
		bankCount: banks.length,
		lifetimes: { coop: lifetimes(profileOf('/auth', '/token')), ozone: lifetimes(ozoneProfile) },
		withoutPostman: await opened({}),
		withPostman: await opened({ postmanEnvironment: { path: '/env', authentication: 'none' } }),
	};
	process.stdout.write(JSON.stringify(described));
}

async function contextAt(address: string, mtlsAddress: string) {
	const settings = readSettings([]) as SandboxSettings;
	const own = await openHome(home);
	const directory = await openDirectory(own, address);
	const misbehaviour = newMisbehaviourPlan();
	const memory = openMemory(home, address);
	const ledger = newLedger(memory.of('ledger'));
	return { settings, home: own, directory, misbehaviour, ledger, memory, address, mtlsAddress };
}
