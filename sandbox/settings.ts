import { parseArgs } from 'node:util';

import { findCase, listOfCases } from './misbehaviour/cases';

export interface Settings {
	port: number;
	mtlsPort: number;
	home: string;
	accounts: number;
	transactions: number;
	seed: string;
	/** Milliseconds that every answer of the mTLS listener is held back. */
	latency: number;
	/** One more address that the clients registered by form may have the PSU sent back to. */
	redirectUri?: string;
	/** The case that every authorization server answers wrongly in; absent: they answer rightly. */
	misbehave?: string;
}

/** A command line that cannot be run; the message is one sentence for the terminal. */
export class UsageError extends Error {}

export const usage = `Usage: tsx sandbox/server.ts [options]

  --port P            plain listener: discovery, keys, login and consent pages, control (8443; 0 = any free port)
  --mtls-port Q       listener that requires a client certificate (8444; 0 = any free port)
  --home DIR          where certificates, software statement and sandbox.json are written (.cache/bank)
  --accounts N        accounts of the PSU rora; mits has 2 and ivsa 1 (4)
  --transactions M    transactions in total, spread evenly over all accounts (100)
  --seed S            the same seed gives the same data (open-banking)
  --latency MS        holds back every answer of the mTLS listener (0)
  --redirect-uri URI  one more redirect URI of the clients that are registered by form: The Co-operative Bank, smile
  --misbehave CASE    how authorization servers answer wrongly, one of the cases below
  --help              prints this text

Cases:
${listOfCases()}`;

const options = {
	port: { type: 'string', default: '8443' },
	'mtls-port': { type: 'string', default: '8444' },
	home: { type: 'string', default: '.cache/bank' },
	accounts: { type: 'string', default: '4' },
	transactions: { type: 'string', default: '100' },
	seed: { type: 'string', default: 'open-banking' },
	latency: { type: 'string', default: '0' },
	'redirect-uri': { type: 'string' },
	misbehave: { type: 'string' },
	help: { type: 'boolean', default: false },
} as const;

export function readSettings(args: string[]): Settings | 'help' {
	const values = flags(args);
	if (values.help) return 'help';
	return {
		port: wholeNumber('port', values.port, 0, 65_535),
		mtlsPort: wholeNumber('mtls-port', values['mtls-port'], 0, 65_535),
		home: nonEmpty('home', values.home),
		accounts: wholeNumber('accounts', values.accounts, 1, 10_000),
		transactions: wholeNumber('transactions', values.transactions, 0, 1_000_000),
		seed: nonEmpty('seed', values.seed),
		latency: wholeNumber('latency', values.latency, 0, 600_000),
		redirectUri: httpsUri('redirect-uri', values['redirect-uri']),
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
	throw new UsageError(`--${flag} takes a whole number from ${least} to ${most}, not "${value}".`);
}

function knownCase(value: string | undefined): string | undefined {
	if (value === undefined || findCase(value)) return value;
	throw new UsageError(`--misbehave takes one of the cases that --help lists, not "${value}".`);
}

function httpsUri(flag: string, value: string | undefined): string | undefined {
	if (value === undefined) return value;
	if (URL.canParse(value) && new URL(value).protocol === 'https:') return value;
	throw new UsageError(`--${flag} takes an https address, not "${value}".`);
}

function nonEmpty(flag: string, value: string): string {
	if (value !== '') return value;
	throw new UsageError(`--${flag} must not be empty.`);
}
