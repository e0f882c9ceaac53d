import type { X509Certificate } from 'node:crypto';

import type { Directory } from '../directory/directory';
import type { Home } from '../directory/home';
import type { Answer } from '../http/answer';
import type { BankRequest } from '../http/request';
import type { NotFound, Route } from '../http/route';
import type { Ledger } from '../ledger';
import type { Orders } from '../misbehaviour/orders';
import type { Settings } from '../settings';

/** What every bank is opened with. */
export interface Surroundings {
	settings: Settings;
	home: Home;
	directory: Directory;
	/** What the authorization servers are to answer wrongly. */
	orders: Orders;
	ledger: Ledger;
	/** Base addresses of the two listeners. */
	address: string;
	mtlsAddress: string;
}

export interface Bank {
	/** First path segment of everything the bank serves. */
	id: string;
	routes: Route[];
	/** What sandbox.json says about the bank. */
	description: object;
	/** Answers a request that no route takes, where a plain 404 or 405 is not how the bank says it. */
	refuse?: (request: BankRequest, found: NotFound) => Answer | undefined;
	/** Who must have issued a client certificate; absent: anybody, the TPP itself included. */
	certificateAuthority?: X509Certificate;
	/** Days that a client certificate must have left; absent: one that has expired does as well. */
	certificateDays?: number;
	/** Brings a state about that a TPP cannot; says what is wrong with the order, if something is. */
	stage?: (scenario: Record<string, unknown>) => string | undefined;
	/** Books in accounts, as ordered; says what is wrong with the order, if something is. */
	book?: (order: Record<string, unknown>) => string | undefined;
	/** OAuth authorization server: gets what no route takes and the bank does not refuse. */
	authorizationServer?: (request: BankRequest) => Promise<Answer | 'answered'>;
}

export type OpenBank = (surroundings: Surroundings) => Bank | Promise<Bank>;
