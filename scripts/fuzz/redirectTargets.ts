import { readProfile } from '../../lib/banks/profile';
import { banks } from '../../lib/banks';
import { clearCaches } from '../../lib/expiringCache';
import { shortHash } from '../../lib/hash';
import { readSoftwareStatement } from '../../lib/jose/softwareStatement';
import { redirectOutcome } from '../../lib/oauth/redirectOutcome';
import { openSession, sealSession, type Session } from '../../lib/oauth/session';
import { newState, openState } from '../../lib/oauth/state';
import type { AccountCursor } from '../../lib/operations/accountInformation/accountCursor';
import {
	advanceCursor,
	newCursor,
	readCursor,
	writeCursor,
} from '../../lib/operations/accountInformation/transactionCursor';
import { dayOf } from '../../lib/calendar';
import { openRegistration, sealRegistration } from '../../lib/operations/registration/registration';
import { bindingOf } from '../../lib/jose/binding';
import { aResponse, aSoftwareStatement, aTpp } from '../../test/support/builders';
import { mutateJson, mutateText } from './mutateText';
import { secretNamed, type Target } from './target';
import { webhook } from './webhookTarget';

const issuer = 'https://auth.bank.example';
const tpp = aTpp({
	addresses: {
		issuer,
		resourceServer: 'https://api.bank.example',
		endpoints: { token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks` },
	} as never,
});
const code = secretNamed('code');
const now = new Date('2026-06-01T12:00:00Z');
const token = secretNamed('token of the session');

const jwt = (claims: object): string =>
	aSoftwareStatement(claims).jwt.replace(/[^.]+$/, Buffer.from('signature').toString('base64url'));

const redirect: Target = {
	name: 'redirect',
	mutate: mutateText,
	secrets: [code, token],
	// A state is decrypted and parsed, and a token response is validated.
	stepsPerByte: 100,
	seeds: async () => {
		const start = { consentId: 'consent-1', passThrough: 'customer 1', now } as const;
		const { state } = await newState(tpp, { ...start, responseType: 'code' });
		const hybrid = await newState(tpp, { ...start, responseType: 'code id_token' });
		const idToken = jwt({ iss: issuer, nonce: 'n', s_hash: 'x' } as object);
		const response = jwt({
			iss: issuer,
			aud: 'client-1',
			exp: 2_000_000_000,
			code,
			state,
		} as object);
		return [
			`https://tpp.example/callback?code=${code}&state=${state}`,
			`https://tpp.example/callback#code=${code}&state=${hybrid.state}&id_token=${idToken}`,
			`code=${code}&state=${state}&iss=${encodeURIComponent(issuer)}`,
			`?error=access_denied&error_description=No&state=${state}`,
			`?response=${response}&state=${state}`,
			`?code=a&code=b`,
			`state=${state}`,
		].map((text) => Buffer.from(text));
	},
	run: async (input) => {
		clearCaches();
		const body = { access_token: token, token_type: 'Bearer', expires_in: 300 };
		const send = async () => aResponse({ json: body });
		const outcome = await redirectOutcome({ tpp, send }, input.toString('utf8'), now);
		if ('error' in outcome) throw outcome.error;
	},
};

const session: Session = {
	...bindingOf(tpp),
	...{ clientId: 'client-1', consentId: 'consent-1', accessToken: token, tokenType: 'Bearer' },
} as Session;

const sealed: Target = {
	name: 'sealed texts',
	mutate: mutateText,
	secrets: [token],
	seeds: async () => {
		const metadata = { client_id: 'client-1', client_secret: token };
		const registration = await sealRegistration({ ...bindingOf(tpp), metadata }, tpp);
		const { state } = await newState(tpp, { responseType: 'code', consentId: 'c', now });
		const { session: text } = await sealSession(session, tpp);
		return [text, registration.registration, state].map((one) => Buffer.from(String(one)));
	},
	run: async (input) => {
		const text = input.toString('utf8');
		const results = await Promise.allSettled([
			openState(text, tpp),
			openSession(text, tpp),
			openRegistration(text, tpp),
		]);
		const failures = results.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
		if (failures.length > 0) throw new AggregateError(failures);
	},
};

const today = dayOf(now.getTime());
const known = {
	...{ identity: 'aaaaaaaa', details: 1, day: today, keptSince: today },
	...{ time: 0, isListed: true, isGone: false },
};
const accountCursor: AccountCursor = {
	...{ windowStart: today - 7, lastRun: today, identifyBy: 'transactionId', reusesIds: false },
	booked: [known, { ...known, identity: 'bbbbbbbb', day: today - 3 }],
	pending: [
		{
			...{ identity: 'pppppppp', day: undefined, since: today, lastDay: today },
			...{ isListed: true, isReturned: true },
		},
	],
};

const cursors: Target = {
	name: 'cursors',
	mutate: mutateText,
	secrets: [],
	seeds: async () => {
		const read = new Map([
			['account-1', accountCursor],
			['account-2', { ...accountCursor, booked: [], pending: [] }],
		]);
		const cursor = advanceCursor(newCursor('consent-1'), read, { consentId: 'consent-1', today });
		const text = writeCursor(cursor, tpp);
		return [text, text.replace('v3', 'v2'), text.replace('v3', 'v1')].map((one) =>
			Buffer.from(one),
		);
	},
	run: async (input) => {
		const text = input.toString('utf8');
		// The checksum has no key: a stranger can compute it.
		const [version = '', body = ''] = text.split(/\.(.*)/s);
		const repaired = `${version}.${shortHash(version, body.slice(8))}${body.slice(8)}`;
		const failures = [text, repaired].flatMap((one) => {
			try {
				readCursor(one, tpp);
				return [];
			} catch (thrown) {
				return [thrown];
			}
		});
		if (failures.length > 0) throw new AggregateError(failures);
	},
};

const profiles: Target = {
	name: 'profiles',
	mutate: mutateJson,
	secrets: [token],
	// zod's code is not counted, but its issues are.
	seeds: async () =>
		[...banks, { ...banks[0]!, clientSecret: token, name: token }].map((bank) =>
			Buffer.from(JSON.stringify({ profile: bank })),
		),
	run: async (input) => {
		const read = readProfile(input.toString('utf8'));
		return 'problems' in read ? read.problems : undefined;
	},
};

const statements: Target = {
	name: 'software statements',
	mutate: mutateText,
	secrets: [],
	seeds: async () => [Buffer.from(aSoftwareStatement().jwt)],
	run: async (input) => void readSoftwareStatement(input.toString('utf8')),
};

export const redirectTargets: Target[] = [redirect, webhook, sealed, cursors, profiles, statements];
