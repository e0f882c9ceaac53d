import type { Bank } from '../banks/bank';
import { isFault, type Faults } from '../faults';
import { json, type Answer } from '../http/answer';
import type { BankRequest } from '../http/request';
import type { Endpoint, Route } from '../http/route';
import type { Ledger } from '../ledger';
import { isOrder, type Orders } from '../misbehaviour/orders';
import type { Counters } from '../statistics';

export interface Controlled {
	counters: Counters;
	faults: Faults;
	orders: Orders;
	ledger: Ledger;
	banks: readonly Bank[];
}

/** For tests and benches: what the sandbox has counted, and how it is to misbehave. */
export function controlRoutes({ counters, faults, orders, ledger, banks }: Controlled): Route[] {
	const route = (method: string, path: string, endpoint: Endpoint): Route => ({
		listener: 'plain',
		method,
		path: `/control/${path}`,
		endpoint,
	});
	const done: Answer = { status: 204 };
	return [
		route('GET', 'statistics', () => json(200, counters.read())),
		route('GET', 'secrets', () => json(200, ledger.read())),
		route('POST', 'statistics/reset', () => (counters.reset(), done)),
		route('POST', 'faults', (request) => addFault(request, faults)),
		route('DELETE', 'faults', () => (faults.clear(), done)),
		route('POST', 'misbehave', (request) => order(request, orders, banks)),
		route('DELETE', 'misbehave', () => (orders.withdraw(), done)),
		route('POST', 'scenarios', (request) => stage(request, banks)),
		route('POST', 'transactions', (request) => book(request, banks)),
	];
}

async function addFault(request: BankRequest, faults: Faults): Promise<Answer> {
	const fault = parsed(await request.body());
	if (!isFault(fault)) {
		return json(400, { error: 'expected {method?, path, times, answer}' });
	}
	faults.add(fault);
	return { status: 204 };
}

async function order(
	request: BankRequest,
	orders: Orders,
	banks: readonly Bank[],
): Promise<Answer> {
	const given = parsed(await request.body());
	const ids = banks.filter(({ authorizationServer }) => authorizationServer).map(({ id }) => id);
	if (!isOrder(given, ids)) {
		return json(400, { error: `expected {bank, case, times?} with one of ${ids.join(', ')}` });
	}
	orders.give(given);
	return { status: 204 };
}

async function stage(request: BankRequest, banks: readonly Bank[]): Promise<Answer> {
	const { bank: name, ...scenario } = Object(parsed(await request.body())) as Record<
		string,
		unknown
	>;
	const bank = banks.find(({ id }) => id === name);
	const problem = bank?.stage ? bank.stage(scenario) : 'expected a bank that has scenarios';
	return problem === undefined ? { status: 204 } : json(400, { error: problem });
}

async function book(request: BankRequest, banks: readonly Bank[]): Promise<Answer> {
	const given = Object(parsed(await request.body())) as Record<string, unknown>;
	const { bank: name, ...bookingOrder } = given;
	const bank = banks.find(({ id }) => id === name);
	const problem = bank?.book ? bank.book(bookingOrder) : 'expected a bank that has accounts';
	return problem === undefined ? { status: 204 } : json(400, { error: problem });
}

function parsed(body: Buffer): unknown {
	try {
		return JSON.parse(body.toString('utf8')) as unknown;
	} catch {
		return undefined;
	}
}
