import type { Bank } from '../banks/bank';
import { isFault, type Faults } from '../faults';
import { json, type BankResponse } from '../http/response';
import type { BankRequest } from '../http/request';
import type { Endpoint, Route } from '../http/route';
import type { Ledger } from '../ledger';
import { isMisbehaviourOrder, type MisbehaviourPlan } from '../misbehaviour/plan';
import type { Counters } from '../statistics';

export interface ControlContext {
	counters: Counters;
	faults: Faults;
	misbehaviour: MisbehaviourPlan;
	ledger: Ledger;
	banks: readonly Bank[];
}

/** Returns the control routes for tests and benchmarks: statistics, secrets, faults, misbehaviour, scenarios, bookings, payments. */
export function controlRoutes({
	counters,
	faults,
	misbehaviour,
	ledger,
	banks,
}: ControlContext): Route[] {
	const route = (method: string, path: string, endpoint: Endpoint): Route => ({
		listener: 'plain',
		method,
		path: `/control/${path}`,
		endpoint,
	});
	const done: BankResponse = { status: 204 };
	return [
		route('GET', 'statistics', () => json(200, counters.read())),
		route('GET', 'secrets', () => json(200, ledger.read())),
		route('POST', 'statistics/reset', () => (counters.reset(), done)),
		route('POST', 'faults', (request) => addFault(request, faults)),
		route('GET', 'faults', () => json(200, faults.pending())),
		route('DELETE', 'faults', () => (faults.clear(), done)),
		route('POST', 'misbehave', (request) => orderMisbehaviour(request, misbehaviour, banks)),
		route('DELETE', 'misbehave', () => (misbehaviour.clear(), done)),
		route('POST', 'scenarios', (request) => applyScenario(request, banks)),
		route('GET', 'payments/{Bank}', ({ parameters }) => readPayments(parameters['Bank'], banks)),
		route('POST', 'transactions', (request) => bookTransactions(request, banks)),
	];
}

/** Bytes: a test may order a long response. */
const faultLimit = 64 * 1_048_576;

async function addFault(request: BankRequest, faults: Faults): Promise<BankResponse> {
	const fault = parsed(await request.body(faultLimit));
	if (!isFault(fault)) {
		return json(400, { error: 'expected {method?, path, times, response}' });
	}
	faults.add(fault);
	return { status: 204 };
}

async function orderMisbehaviour(
	request: BankRequest,
	misbehaviour: MisbehaviourPlan,
	banks: readonly Bank[],
): Promise<BankResponse> {
	const order = parsed(await request.body());
	const ids = banks.filter(({ authorizationServer }) => authorizationServer).map(({ id }) => id);
	if (!isMisbehaviourOrder(order, ids)) {
		return json(400, {
			error: `expected {bank, case, times?} with one of the banks ${ids.join(', ')}`,
		});
	}
	misbehaviour.order(order);
	return { status: 204 };
}

async function applyScenario(request: BankRequest, banks: readonly Bank[]): Promise<BankResponse> {
	const { bank: name, ...scenario } = Object(parsed(await request.body())) as Record<
		string,
		unknown
	>;
	const bank = banks.find(({ id }) => id === name);
	const problem = bank?.applyScenario
		? bank.applyScenario(scenario)
		: 'expected a bank that has scenarios';
	return problem === undefined ? { status: 204 } : json(400, { error: problem });
}

function readPayments(name: string | undefined, banks: readonly Bank[]): BankResponse {
	const bank = banks.find(({ id }) => id === name);
	return bank?.payments
		? json(200, bank.payments())
		: json(400, { error: 'expected a bank that makes payments' });
}

async function bookTransactions(
	request: BankRequest,
	banks: readonly Bank[],
): Promise<BankResponse> {
	const { bank: name, ...order } = Object(parsed(await request.body())) as Record<string, unknown>;
	const bank = banks.find(({ id }) => id === name);
	const problem = bank?.bookTransactions
		? bank.bookTransactions(order)
		: 'expected a bank that has accounts';
	return problem === undefined ? { status: 204 } : json(400, { error: problem });
}

function parsed(body: Buffer): unknown {
	try {
		return JSON.parse(body.toString('utf8')) as unknown;
	} catch {
		return undefined;
	}
}
