import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import type { Guise } from './guise';
import { findCase, listOfCases } from './misbehaviour/cases';

/** The command line of the embedded bank, parsed. */
export interface SandboxSettings {
	port: number;
	mtlsPort: number;
	/** Folder for certificates, the software statement and `sandbox.json`. */
	home: string;
	accounts: number;
	transactions: number;
	seed: string;
	/** Forgets what was registered and consented before this start. */
	isReset: boolean;
	/** Milliseconds by which every response of the mTLS listener is delayed. */
	latency: number;
	/** Further redirect URIs, for the clients that are registered by form and, unless on localhost, the software statement. */
	redirectUris: string[];
	/** PEM of a signing certificate of the TPP, in addition to the one that the directory issues. */
	signingCertificate?: string;
	/** How Zopa differs to stand in for another bank. Absent: it is Zopa. */
	guise?: Guise;
	/** The misbehaviour case of all authorization servers; absent: they respond correctly. */
	misbehave?: string;
}

/** An invalid command line. The message is one sentence for the terminal. */
export class UsageError extends Error {}

/** What the program does with a command line: start, or print a text and exit. */
export type CommandLine =
	{ settings: SandboxSettings } | { exitCode: number; stdout: string; stderr: string };

/** Reads a command line. An invalid one exits with 2 and one sentence on standard error. */
export function readCommandLine(args: string[]): CommandLine {
	try {
		const settings = readSettings(args);
		return settings === 'help' ? { exitCode: 0, stdout: usage, stderr: '' } : { settings };
	} catch (error) {
		if (!(error instanceof UsageError)) throw error;
		return { exitCode: 2, stdout: '', stderr: `${error.message}\n` };
	}
}

export const usage = `Usage: tsx sandbox/server.ts [options]

  --port P            listener for browsers: discovery, keys, sign-in and consent pages, control (8443; 0 = any free port)
  --mtls-port Q       listener that requires a client certificate (8444; 0 = any free port)
  --home DIR          folder for certificates, software statement and sandbox.json (.cache/bank)
  --reset             deletes registrations, consents and tokens of earlier starts
  --accounts N        number of accounts of the PSU rora; mits has 2, ivsa 1, at Zopa 2 (4)
  --transactions M    number of transactions, spread evenly over all accounts (100)
  --seed S            seed of the generated data; the same seed gives the same data (open-banking)
  --latency MS        milliseconds by which every response of the mTLS listener is delayed (0)
  --redirect-uri URI  another redirect URI: for the clients of The Co-operative Bank and smile and, unless it is on
                      localhost, in the software statement; may be repeated
  --signing-cert FILE your own RSA signing certificate (PEM, may be self-signed), which the directory publishes, too
  --guise JSON        lets Zopa stand in for another bank; sandbox/guise.ts has the members
  --misbehave CASE    makes all authorization servers respond incorrectly: one of the cases below
  --help              prints this text

Cases:
${listOfCases()}`;

const options = {
	port: { type: 'string', default: '8443' },
	'mtls-port': { type: 'string', default: '8444' },
	home: { type: 'string', default: '.cache/bank' },
	reset: { type: 'boolean', default: false },
	accounts: { type: 'string', default: '4' },
	transactions: { type: 'string', default: '100' },
	seed: { type: 'string', default: 'open-banking' },
	latency: { type: 'string', default: '0' },
	'redirect-uri': { type: 'string', multiple: true },
	'signing-cert': { type: 'string' },
	guise: { type: 'string' },
	misbehave: { type: 'string' },
	help: { type: 'boolean', default: false },
} as const;

/**
 * Parses the command line.
 *
 * @throws UsageError for an unknown or invalid flag
 */
export function readSettings(args: string[]): SandboxSettings | 'help' {
	const values = flags(args);
	if (values.help) return 'help';
	return {
		port: wholeNumber('port', values.port, 0, 65_535),
		mtlsPort: wholeNumber('mtls-port', values['mtls-port'], 0, 65_535),
		home: nonEmpty('home', values.home),
		isReset: values.reset,
		accounts: wholeNumber('accounts', values.accounts, 1, 10_000),
		transactions: wholeNumber('transactions', values.transactions, 0, 1_000_000),
		seed: nonEmpty('seed', values.seed),
		latency: wholeNumber('latency', values.latency, 0, 600_000),
		redirectUris: (values['redirect-uri'] ?? []).map((uri) => httpsUri('redirect-uri', uri)),
		signingCertificate: rsaCertificate('signing-cert', values['signing-cert']),
		guise: readGuise(values.guise),
		misbehave: knownCase(values.misbehave),
	};
}

function flags(args: string[]) {
	try {
		return parseArgs({ args, options, strict: true, allowPositionals: false }).values;
	} catch (error) {
		const [sentence = 'unknown arguments'] = (error as Error).message.split('. ');
		throw new UsageError(`${sentence}.`);
	}
}

function wholeNumber(flag: string, value: string, least: number, most: number): number {
	if (/^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most) {
		return Number(value);
	}
	throw new UsageError(
		`--${flag} must be a whole number from ${least} to ${most}, not "${value}".`,
	);
}

function readGuise(text: string | undefined): Guise | undefined {
	if (text === undefined) return undefined;
	try {
		const guise: unknown = JSON.parse(text);
		if (typeof guise === 'object' && guise !== null && !Array.isArray(guise)) return guise;
	} catch {
		// The same sentence.
	}
	throw new UsageError('--guise must be a JSON object.');
}

function knownCase(value: string | undefined): string | undefined {
	if (value === undefined || findCase(value)) return value;
	throw new UsageError(`--misbehave must be one of the cases that --help lists, not "${value}".`);
}

function httpsUri(flag: string, value: string): string {
	if (URL.canParse(value) && new URL(value).protocol === 'https:') return value;
	throw new UsageError(`--${flag} must be an https URL, not "${value}".`);
}

function rsaCertificate(flag: string, path: string | undefined): string | undefined {
	if (path === undefined) return path;
	try {
		const pem = readFileSync(path, 'utf8');
		if (new X509Certificate(pem).publicKey.asymmetricKeyType === 'rsa') return pem;
	} catch {
		// Reported below.
	}
	throw new UsageError(`--${flag} must be a file with an RSA certificate in PEM, not "${path}".`);
}

function nonEmpty(flag: string, value: string): string {
	if (value !== '') return value;
	throw new UsageError(`--${flag} must not be empty.`);
}
