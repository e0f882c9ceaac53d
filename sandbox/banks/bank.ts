import type { X509Certificate } from 'node:crypto';

import type { Directory } from '../directory/directory';
import type { Home } from '../directory/home';
import type { BankResponse } from '../http/response';
import type { BankRequest } from '../http/request';
import type { NotFound, Route } from '../http/route';
import type { Ledger } from '../ledger';
import type { Memory } from '../memory';
import type { MisbehaviourPlan } from '../misbehaviour/plan';
import type { BookedPayment } from '../payments/books';
import type { SandboxSettings } from '../settings';

/** What every bank is created with. */
export interface SandboxContext {
	settings: SandboxSettings;
	home: Home;
	directory: Directory;
	/** How the authorization servers misbehave. */
	misbehaviour: MisbehaviourPlan;
	ledger: Ledger;
	memory: Memory;
	/** Base address of the plain listener. */
	address: string;
	/** Base address of the mTLS listener. */
	mtlsAddress: string;
}

/** One embedded bank. */
export interface Bank {
	/** First path segment of all addresses of the bank. */
	id: string;
	routes: Route[];
	/** The bank is the production of the bank with this id, and part of its entry in `sandbox.json`. Absent: a sandbox. */
	productionOf?: string;
	/** Entry of the bank in `sandbox.json`. */
	description: object;
	/** Responds to a request without a route. Absent, or undefined returned: a plain 404 or 405. */
	respondNotFound?: (request: BankRequest, found: NotFound) => BankResponse | undefined;
	/** Required issuer of client certificates; absent: any issuer, self-signed certificates included. */
	certificateAuthority?: X509Certificate;
	/** Days that a client certificate must still be valid; absent: even an expired one is accepted. */
	certificateDays?: number;
	/** Creates a state that a TPP cannot create. Returns what is wrong with the order, or undefined. */
	applyScenario?: (scenario: Record<string, unknown>) => string | undefined;
	/** Books transactions. Returns what is wrong with the order, or undefined. */
	bookTransactions?: (order: Record<string, unknown>) => string | undefined;
	/** Returns the payments in the books of the bank. */
	payments?: () => BookedPayment[];
	/** OAuth authorization server: handles requests without a route that `respondNotFound` leaves to it. */
	authorizationServer?: (request: BankRequest) => Promise<BankResponse | 'sent'>;
}

/** Creates a bank. */
export type OpenBank = (context: SandboxContext) => Bank | Promise<Bank>;
