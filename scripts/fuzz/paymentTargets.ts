import { clearCaches } from '../../lib/expiringCache';
import { assertSubmittable, readPayment } from '../../lib/operations/payments/payment';
import { readFundsConfirmation } from '../../lib/operations/payments/fundsConfirmation';
import {
	readFundsAvailable,
	readPaymentConsent,
} from '../../lib/operations/payments/paymentConsent';
import { differenceIn } from '../../lib/operations/payments/paymentTerms';
import { checkSignature } from '../../lib/operations/payments/signedMessage';
import { isJsonObject, parseJson } from '../../lib/responses/json';
import { aBank, aConnection, aTpp } from '../../test/support/builders';
import { responseOf, target } from './bankTargets';
import { json } from './target';

const time = '2026-05-20T10:00:00+01:00';
const InstructedAmount = { Amount: '12.50', Currency: 'GBP' };
const CreditorAccount = {
	SchemeName: 'UK.OBIE.SortCodeAccountNumber',
	Identification: '04000412345678',
};
const initiation = { InstructedAmount, CreditorAccount };
const consented = { kind: 'domesticPayment', consentId: 'consent-1' } as const;
const rules = { version: 'v3.1', keySetPath: '/keys' } as const;
const tpp = aTpp({ bank: aBank({ payments: rules }) });

const payment = {
	status: 201,
	headers: { date: 'Wed, 20 May 2026 09:00:00 GMT' },
	body: {
		Data: {
			...{ DomesticPaymentId: 'payment-1', ConsentId: 'consent-1', CreationDateTime: time },
			...{ Status: 'AcceptedSettlementInProcess', StatusUpdateDateTime: time },
			Initiation: initiation,
		},
		Links: { Self: 'https://api.bank.example/domestic-payments/payment-1' },
	},
};

const payments = target('payments', [payment], async (input) => {
	const { data } = readPayment(responseOf(input), consented, 'reading the payment');
	differenceIn(data, { initiation });
});

const paymentConsents = target('payment consents', [payment], async (input) => {
	const consent = readPaymentConsent(responseOf(input), 'reading the consent', 'consent-1');
	assertSubmittable(consent, false);
	differenceIn(consent.data, { initiation });
});

const available = {
	Data: { FundsAvailableResult: { FundsAvailableDateTime: time, FundsAvailable: true } },
};
const confirmation = {
	status: 201,
	body: {
		Data: {
			...{ FundsConfirmationId: 'funds-1', ConsentId: 'consent-1', CreationDateTime: time },
			...{ FundsAvailable: true, Reference: 'order-1', InstructedAmount },
		},
	},
};
const question = {
	...{ consentId: 'consent-1', reference: 'order-1' },
	...{ amount: '12.50', currency: 'GBP' },
};

const funds = target('funds', [available], async (input) => {
	readFundsAvailable(responseOf(input));
});

const confirmations = target('confirmations of funds', [confirmation], async (input) => {
	readFundsConfirmation(responseOf(input), question);
});

const header = {
	...{ alg: 'PS256', kid: 'bank-key', typ: 'JOSE', cty: 'application/json' },
	...{ 'http://openbanking.org.uk/iat': 1_779_000_000, 'http://openbanking.org.uk/iss': 'bank' },
	'http://openbanking.org.uk/tan': 'openbanking.org.uk',
	crit: ['iat', 'iss', 'tan'].map((name) => `http://openbanking.org.uk/${name}`),
};
const keys = [{ kty: 'RSA', kid: 'bank-key', n: 'u1SU1LfVLPHCozMxH2Mo', e: 'AQAB' }];

/** The input has the header of the signature and the bank's key set. */
const signatures: typeof payments = {
	...target('signatures of payments', [], async () => undefined),
	seeds: async () => [json({ header, keys })],
	run: async (input) => {
		clearCaches();
		const parsed = parseJson(responseOf(input).body);
		const { header: given, ...keySet } = isJsonObject(parsed) ? parsed : {};
		const protectedPart = json(given ?? null).toString('base64url');
		const response = {
			...responseOf(json({ body: {} })),
			headers: { 'x-jws-signature': `${protectedPart}..c2lnbmF0dXJl` },
		};
		const send = async () => responseOf(json({ body: keySet }));
		const check = await checkSignature(response, aConnection(tpp, send), rules, new Date());
		if (check.responseSignature === 'valid') throw new Error('A forged signature is valid.');
		return ['problem' in check ? check.problem : ''];
	},
};

export const paymentTargets = [payments, paymentConsents, funds, confirmations, signatures];
