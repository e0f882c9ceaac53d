import { randomUUID } from 'node:crypto';

import fc from 'fast-check';

import { OpenBankingError } from '../../lib/errors';
import { withToken } from '../../lib/oauth/bearer';
import { submitOnce } from '../../lib/operations/payments/payment';
import {
	journeyOf,
	paymentConsentRequest,
	readPaymentConsent,
	toConsentedPayment,
	type ConsentedPayment,
} from '../../lib/operations/payments/paymentConsent';
import type { PaymentOrder } from '../../lib/operations/payments/paymentOrder';
import { clientTokens } from '../../lib/oauth/clientCredentials';
import type { Connection } from '../../lib/transport/http';
import { createSend } from '../../lib/transport/send';
import type { FaultyResponse } from '../../sandbox/faults';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { newContractClient, type ContractClient } from '../../scripts/contract/client';
import { localCredential } from '../../scripts/localCredential';

/*
 * Random retries of payments against the books of the embedded bank: whatever is lost, refused or clicked twice, the books have
 * one payment, and everybody who gets a response gets that one. A caller that fails after the bank has booked the payment is told
 * that the outcome is unknown.
 */

const banks = ['coop', 'zopa'] as const;
type BankId = (typeof banks)[number];

/** Some workers send the same request at the same moment, and the bank or the network fails for the first of them. */
interface Attempt {
	workers: number;
	fault?: FaultyResponse;
}

/** What happens to one payment. */
interface PaymentHistory {
	bank: BankId;
	/** Before the PSU approves. */
	consents: Attempt[];
	submissions: Attempt[];
}

const attempts = fc.array(
	fc.record(
		{
			workers: fc.integer({ min: 1, max: 3 }),
			fault: fc.constantFrom<FaultyResponse>(
				'reset',
				'lostResponse',
				...[401, 403, 408, 429, 500, 502, 503, 504].map((status) => ({ status })),
			),
		},
		{ requiredKeys: ['workers'] },
	),
	{ maxLength: 12 },
);
const histories: fc.Arbitrary<PaymentHistory> = fc.record({
	bank: fc.constantFrom(...banks),
	consents: attempts,
	submissions: attempts,
});

/** Runs histories. Returns the number of submissions. @throws Error for a history after which the books are wrong */
export async function runPaymentModel(count: number, seed: number): Promise<number> {
	const bank = await startEmbeddedBank({ accounts: 2, transactions: 0 });
	try {
		const clients = await clientsAt(bank);
		let submissions = 0;
		const check = async (history: PaymentHistory) => {
			submissions += await checkHistory(bank, clients[history.bank], history);
		};
		await fc.assert(fc.asyncProperty(histories, check), { numRuns: count, seed });
		return submissions;
	} finally {
		await bank.stop();
	}
}

async function clientsAt(bank: EmbeddedBank): Promise<Record<BankId, ContractClient>> {
	const clientAt = async (id: BankId) =>
		await newContractClient(bank, {
			api: '',
			credential: { ...localCredential(bank, id), environment: 'local' },
			access: 'payments',
		});
	return { coop: await clientAt('coop'), zopa: await clientAt('zopa') };
}

/** Returns the number of submissions. */
async function checkHistory(
	bank: EmbeddedBank,
	client: ContractClient,
	history: PaymentHistory,
): Promise<number> {
	const { connection } = client;
	const order: PaymentOrder = {
		kind: 'domesticPayment',
		instructionId: randomUUID().slice(0, 31),
		payee: { name: 'Acme', account: '04000412345678' },
		amount: '1.00',
		reference: 'MODEL',
	};
	const consentIds = await attemptAll(bank, history, {
		path: 'domestic-payment-consents$',
		attempts: history.consents,
		perform: () => requestConsent(worker(connection), order),
	});
	const payment = toConsentedPayment(connection.tpp, order, onlyOne(consentIds, 'consents'));
	const { consentId } = payment;
	const token = await client.psuToken(consentId, { payment: journeyOf(payment) });
	const booked = async () =>
		(await bank.payments(history.bank)).filter((one) => one.consentId === consentId);
	const paymentIds = await attemptAll(bank, history, {
		path: 'domestic-payments$',
		attempts: history.submissions,
		perform: () => submit(worker(connection), payment, token),
		isDone: async () => (await booked()).length > 0,
	});
	const inBooks = onlyOne(
		(await booked()).map(({ id }) => id),
		'payments in the books',
	);
	if (onlyOne([...new Set(paymentIds)], 'payments in responses') !== inBooks) {
		throw new Error('The response has another payment than the books.');
	}
	return history.submissions.reduce((sum, { workers }) => sum + workers, 1);
}

interface Repeated {
	/** End of the path whose requests fail. */
	path: string;
	attempts: Attempt[];
	perform(): Promise<string>;
	/** Whether the bank has done it. Absent: a failure may be told in any way. */
	isDone?(): Promise<boolean>;
}

/** Makes all attempts, and then one without a fault. Returns the results of those that succeeded. */
async function attemptAll(
	bank: EmbeddedBank,
	{ bank: id }: PaymentHistory,
	{ path, attempts: failing, perform, isDone = async () => false }: Repeated,
): Promise<string[]> {
	const results: string[] = [];
	for (const { workers, fault } of failing) {
		if (fault) {
			const pattern = `/^\\/${id}\\/.*${path}/`;
			await bank.addFault({ method: 'POST', path: pattern, times: 1, response: fault });
		}
		const wasDone = await isDone();
		const together = await Promise.allSettled(Array.from({ length: workers }, perform));
		const failed = together.filter((one) => one.status === 'rejected');
		if (failed.length > (fault ? 1 : 0)) throw failed[0]!.reason;
		if (wasDone) failed.forEach(assertUnknown);
		results.push(...together.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
		await bank.clearFaults();
	}
	results.push(await perform());
	return [...new Set(results)];
}

function assertUnknown({ reason }: PromiseRejectedResult): void {
	if (reason instanceof OpenBankingError && reason.details.requestOutcome === 'unknown') return;
	throw new Error(`The payment was made, but the failure does not say so: ${String(reason)}`);
}

/** Each request is one of a worker of its own: another connection, no retry of its own. */
const worker = ({ tpp }: Connection): Connection => ({
	tpp,
	send: createSend({ identity: tpp.tls, limits: { attempts: 1 } }),
});

async function requestConsent(connection: Connection, order: PaymentOrder): Promise<string> {
	const send = withToken(connection.send, clientTokens(connection, 'payments'));
	const response = await send(await paymentConsentRequest(connection, order, new Date()));
	return readPaymentConsent(response, 'creating the payment consent').consentId;
}

async function submit(
	connection: Connection,
	payment: ConsentedPayment,
	token: string,
): Promise<string> {
	const tokens = { current: async () => token, renew: async () => undefined };
	const send = withToken(connection.send, tokens);
	const session = { send, hasSessionExpired: false, isRenewable: false };
	const { made } = await submitOnce(connection, payment, session);
	return made.paymentId;
}

function onlyOne(found: string[], what: string): string {
	if (found.length === 1) return found[0]!;
	throw new Error(`Expected one of ${what}, found ${found.length}.`);
}
