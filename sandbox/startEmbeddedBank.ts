import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import type { Guise } from './guise';
import type { Scenario } from './cooperativeBank/scenarios';
import type { BookingOrder } from './data/bookings';
import { shareFiles, takeSharedFiles } from './directory/sharedFiles';
import type { EikaScenario } from './eika/control';
import type { Fault } from './faults';
import type { Secret } from './ledger';
import type { MisbehaviourOrder } from './misbehaviour/plan';
import type { BookedPayment } from './payments/books';
import type { Statistics } from './statistics';

export interface EmbeddedBankOptions {
	/**
	 * Folder that is kept when the bank stops; by default a temporary folder, which is removed. In a run of Jest, banks in
	 * temporary folders share their keys and certificates.
	 */
	home?: string;
	/** Ports of both listeners; any free ports by default. */
	port?: number;
	'mtls-port'?: number;
	accounts?: number;
	transactions?: number;
	seed?: string;
	/** Forgets registrations, consents and tokens of earlier starts. */
	reset?: true;
	/** Milliseconds by which every response of the mTLS listener is delayed. */
	latency?: number;
	/** Further redirect URIs, for the clients that are registered by form and, unless on localhost, the software statement. */
	'redirect-uri'?: string[];
	/** File with a signing certificate of the TPP, in addition to the one that the directory issues. */
	'signing-cert'?: string;
	/** Lets Zopa stand in for another bank. */
	guise?: Guise;
	/** Misbehaviour of all authorization servers: a case that the server's `--help` lists. */
	misbehave?: string;
}

/** PEM texts and identifiers of the TPP that the embedded directory created. */
export interface EmbeddedTpp {
	transportCertificate: string;
	transportKey: string;
	signingCertificate: string;
	signingKey: string;
	softwareStatement: string;
	softwareId: string;
	organisationId: string;
	organisationName: string;
	kid: string;
	redirectUris: string[];
}

/** Addresses of a bank on the Ozone platform. */
export type OzoneBank = Record<
	| 'issuer'
	| 'discovery'
	| 'authorization'
	| 'token'
	| 'revocation'
	| 'jwks'
	| 'registration'
	| 'resourceServer'
	| 'accountInformation'
	| 'postmanEnvironment',
	string
> &
	Psus;

/** Address of a payment API. */
type Paying = Record<'paymentInitiation', string>;

/** Addresses of Zopa's production. */
export type ZopaProduction = Omit<OzoneBank, 'postmanEnvironment'> &
	Paying & {
		/** Address of the bank's app. */
		app: string;
		credential: Record<'aspspId', string>;
	};

export type CooperativeBank = Record<
	'authorization' | 'token' | 'resourceServer' | 'accountInformation' | 'fundsConfirmation',
	string
> &
	Psus &
	Paying & { credential: Record<'clientId' | 'clientSecret', string> };

interface Psus {
	psus: Array<{ user: string; password: string }>;
}

export interface EmbeddedBank {
	address: string;
	mtlsAddress: string;
	/** Directory with `sandbox.json`, `ca.pem` and `tpp/`. */
	home: string;
	/** PEM. */
	ca: string;
	tpp: EmbeddedTpp;
	/** Contents of `sandbox.json`. */
	banks: {
		zopa: OzoneBank & Paying & { production: ZopaProduction };
		monese: OzoneBank;
		'salt-edge': Record<
			Exclude<keyof OzoneBank, 'psus' | 'postmanEnvironment' | 'revocation'>,
			string
		> &
			Record<'certificates', string> &
			Psus & { credential: Record<'aspspId' | 'providerCode', string> };
		coop: CooperativeBank;
		smile: CooperativeBank;
		eika: {
			agreements: string;
			apiBaseUrl: string;
			psus: Array<{ user: string; context: 'private' | 'corporate' }>;
		};
	};
	statistics(): Promise<Statistics>;
	resetStatistics(): Promise<void>;
	/** Returns every secret that was issued or received so far. */
	secrets(): Promise<Secret[]>;
	addFault(fault: Fault): Promise<void>;
	/** Returns the faults that further requests can match, with how often they still do. */
	pendingFaults(): Promise<Fault[]>;
	clearFaults(): Promise<void>;
	/** Makes a bank's authorization server respond incorrectly, `times` times or until `clearMisbehaviour`. */
	misbehave(
		bank: MisbehaviourOrder['bank'],
		name: MisbehaviourOrder['case'],
		times?: number,
	): Promise<void>;
	/** Makes all authorization servers respond correctly again. */
	clearMisbehaviour(): Promise<void>;
	/** Puts a consent or an account into the state of an error scenario, or lets days pass at Eika. */
	applyScenario(
		scenario: (Scenario & { bank: 'coop' | 'smile' }) | (EikaScenario & { bank: 'eika' }),
	): Promise<void>;
	/** Books additional transactions in an account, or settles its pending ones. */
	bookTransactions(order: BookingOrder & { bank: string }): Promise<void>;
	/** Returns the payments in the books of a bank. */
	payments(bank: 'coop' | 'smile' | 'zopa' | 'zopa-production'): Promise<BookedPayment[]>;
	/** Ends the process and returns its exit code. */
	stop(): Promise<number | null>;
}

/** Starts the embedded bank as a separate process and waits until it accepts requests. */
export async function startEmbeddedBank(options: EmbeddedBankOptions = {}): Promise<EmbeddedBank> {
	const home = resolve(options.home ?? mkdtempSync(join(tmpdir(), 'embedded-bank-')));
	const removeHome = (): void => {
		if (options.home === undefined) rmSync(home, { recursive: true, force: true });
	};
	if (options.home === undefined) takeSharedFiles(home);
	const child = spawnBank(flags({ port: 0, 'mtls-port': 0, ...options, home }));
	const { address, mtlsAddress } = await readyLine(child).catch((error: unknown) => {
		removeHome();
		throw error;
	});
	if (options.home === undefined) shareFiles(home);
	const file = (path: string): string => readFileSync(join(home, path), 'utf8');
	const ca = file('ca.pem');
	const control = controlOf(address, ca);
	return {
		address,
		mtlsAddress,
		home,
		ca,
		tpp: readTpp(file),
		banks: (JSON.parse(file('sandbox.json')) as Pick<EmbeddedBank, 'banks'>).banks,
		statistics: async () => JSON.parse(await control('GET', 'statistics')) as Statistics,
		resetStatistics: async () => void (await control('POST', 'statistics/reset')),
		secrets: async () => JSON.parse(await control('GET', 'secrets')) as Secret[],
		addFault: async (fault) => void (await control('POST', 'faults', fault)),
		pendingFaults: async () => JSON.parse(await control('GET', 'faults')) as Fault[],
		clearFaults: async () => void (await control('DELETE', 'faults')),
		misbehave: async (name, fault, times) =>
			void (await control('POST', 'misbehave', { bank: name, case: fault, times })),
		clearMisbehaviour: async () => void (await control('DELETE', 'misbehave')),
		applyScenario: async (scenario) => void (await control('POST', 'scenarios', scenario)),
		bookTransactions: async (order) => void (await control('POST', 'transactions', order)),
		payments: async (bank) =>
			JSON.parse(await control('GET', `payments/${bank}`)) as BookedPayment[],
		stop: () => stop(child).finally(removeHome),
	};
}

/** Starts the server process; its standard output and standard error are piped. */
export function spawnBank(args: string[]): ChildProcess {
	const root = resolve(__dirname, '..');
	return spawn(
		process.execPath,
		['--import', 'tsx', join(root, 'sandbox/server.ts'), ...args],
		// Jest's flags must not reach the child process.
		{ cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_OPTIONS: '' } },
	);
}

function flags(options: EmbeddedBankOptions): string[] {
	return Object.entries(options).flatMap(([name, value]) =>
		[value].flat().flatMap((one) => (one === true ? [`--${name}`] : [`--${name}`, textOf(one)])),
	);
}

const textOf = (value: unknown): string =>
	typeof value === 'object' ? JSON.stringify(value) : String(value);

/** Waits for the ready line and returns its addresses. */
export function readyLine(child: ChildProcess): Promise<{ address: string; mtlsAddress: string }> {
	return new Promise((resolve, reject) => {
		let out = '';
		let err = '';
		child.stdout!.on('data', (chunk: Buffer) => {
			out += chunk.toString('utf8');
			const [line, rest] = out.split('\n');
			if (rest !== undefined)
				resolve(JSON.parse(line!) as { address: string; mtlsAddress: string });
		});
		child.stderr!.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')));
		child.once('error', reject);
		child.once('exit', (code) =>
			reject(new Error(`The embedded bank ended with exit code ${code}: ${err}`)),
		);
	});
}

function readTpp(file: (path: string) => string): EmbeddedTpp {
	return {
		...(JSON.parse(file('tpp/tpp.json')) as Pick<
			EmbeddedTpp,
			'softwareId' | 'organisationId' | 'organisationName' | 'kid' | 'redirectUris'
		>),
		transportCertificate: file('tpp/transport.pem'),
		transportKey: file('tpp/transport.key'),
		signingCertificate: file('tpp/signing.pem'),
		signingKey: file('tpp/signing.key'),
		softwareStatement: file('tpp/ssa.jwt'),
	};
}

function controlOf(address: string, ca: string) {
	return (method: string, path: string, body?: unknown): Promise<string> =>
		new Promise((resolve, reject) => {
			const outgoing = request(`${address}/control/${path}`, { method, ca, agent: false });
			outgoing.on('error', reject);
			outgoing.on('response', (response) => {
				let text = '';
				response.setEncoding('utf8');
				response.on('data', (chunk: string) => (text += chunk));
				response.on('end', () =>
					response.statusCode! < 300
						? resolve(text)
						: reject(new Error(`The control request failed: ${text}`)),
				);
			});
			outgoing.end(body === undefined ? undefined : JSON.stringify(body));
		});
}

function stop(child: ChildProcess): Promise<number | null> {
	return new Promise((resolve) => {
		if (child.exitCode !== null) return resolve(child.exitCode);
		child.once('exit', resolve);
		child.kill('SIGTERM');
	});
}
