import type { IDataObject } from 'n8n-workflow';
import fc from 'fast-check';

import { readPayment, submissionRequest } from '../../lib/operations/payments/payment';
import { openPayment } from '../../lib/operations/payments/paymentConsent';
import { openSession } from '../../lib/oauth/session';
import { withToken } from '../../lib/oauth/bearer';
import { createSend } from '../../lib/transport/send';
import { toTpp } from '../../nodes/shared/credential';
import type { CredentialFields } from '../../nodes/shared/credentialFields';
import { psuApproves } from '../../sandbox/psu';
import type { FaultyResponse } from '../../sandbox/faults';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../../scripts/localCredential';
import { stepItems } from '../support/journey';

/** Time for a slow machine. The test itself waits for nothing. */
jest.setTimeout(180_000);

let bank: EmbeddedBank;
let credential: ReturnType<typeof localCredential>;
beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 2 });
	credential = localCredential(bank, 'coop');
});
afterAll(() => bank.stop());

async function approved(instructionId: string): Promise<IDataObject> {
	const step = async (type: string, parameters: IDataObject) =>
		(await stepItems(bank, { type, parameters }, { credential }))[0]!;
	const consent = await step('createConsent', {
		operation: 'createPayment',
		instructionId,
		amount: '1.00',
		payeeName: 'Acme',
		payeeAccount: '04000412345678',
	});
	const { ca } = bank;
	const redirectResponse = await psuApproves(String(consent.authorizationUrl), {
		user: 'rora',
		ca,
	});
	const token = await step('getToken', { operation: 'authorizationCode', redirectResponse });
	return { ...consent, session: token.session };
}

/** What happens to one submission: nothing, or a fault before or after the bank has carried it out. */
const faults: Array<FaultyResponse | undefined> = [
	undefined,
	'reset',
	'lostResponse',
	{ status: 500 },
	{ status: 502 },
	{ status: 503 },
	{ status: 504 },
];

/** Each submission is one of an own worker: another connection, no retry of its own. */
async function submit(item: IDataObject, fault: FaultyResponse | undefined) {
	if (fault) {
		const path = '/^\\/coop\\/.*\\/domestic-payments$/';
		await bank.addFault({ method: 'POST', path, times: 1, response: fault });
	}
	const tpp = await toTpp(credential as unknown as CredentialFields, new Date());
	const send = createSend({ identity: tpp.tls, limits: { attempts: 1 } });
	const session = await openSession(String(item.session), tpp);
	const payment = await openPayment(String(item.paymentConsent), tpp);
	const tokens = { current: async () => session.accessToken, renew: async () => undefined };
	const request = await submissionRequest({ tpp, send }, payment, new Date());
	try {
		return readPayment(await withToken(send, tokens)(request), payment, 'submitting the payment');
	} catch (error) {
		return { error: error as Error };
	}
}

it('A payment is in the books once, however often it is submitted and whatever is lost', async () => {
	let count = 0;
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.constantFrom(...faults), { minLength: 1, maxLength: 40 }),
			async (history) => {
				const item = await approved(`MODEL-${++count}`);
				const results = [];
				for (const fault of history) results.push(await submit(item, fault));
				await bank.clearFaults();
				results.push(await submit(item, undefined));
				const ids = results.flatMap((result) => ('paymentId' in result ? [result.paymentId] : []));
				const booked = (await bank.payments('coop')).filter(
					({ consentId }) => consentId === item.consentId,
				);
				expect(booked).toHaveLength(1);
				expect(new Set(ids)).toEqual(new Set([booked[0]!.id]));
			},
		),
		{ numRuns: Number(process.env.MODEL_RUNS ?? 10) },
	);
});
