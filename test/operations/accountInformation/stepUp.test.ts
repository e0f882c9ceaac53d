import { coop } from '../../../lib/banks/cooperativeBank';
import { zopa } from '../../../lib/banks/zopa';
import { AspspError } from '../../../lib/errors';
import {
	accountResources,
	type AccountResourceName,
} from '../../../lib/operations/accountInformation/resources';
import { withStepUpAdvice } from '../../../lib/operations/accountInformation/stepUp';
import { aTpp } from '../../support/builders';

const now = new Date('2026-06-30T00:00:00Z');
const refusal = (...errorCodes: string[]) =>
	new AspspError('The bank responded with 403. Create a new consent.', {
		httpStatus: 403,
		errorCodes,
		summary: 'The bank responded with 403.',
		tppAction: 'reconsent',
	});
const refused = refusal();
const tpp = aTpp({ bank: coop });
const advised = (resource: AccountResourceName, from?: string, error = refused) =>
	withStepUpAdvice(error, tpp, { resource, filter: { fromBookingDateTime: from }, now });

const behindStepUp: AccountResourceName[] = ['directDebits', 'scheduledPayments', 'standingOrders'];

it.each(behindStepUp)('A refusal of %s names the way to step-up', (resource) => {
	const { message, tppAction, details } = advised(resource);
	expect(message).toBe(
		`The bank responded with 403. The Co-operative Bank shows ${accountResources[resource].label} only after step-up: send the PSU to the address that Create Consent → Get Authorisation URL gives for the same consent with Options → Step-Up on.`,
	);
	expect({ tppAction, details }).toMatchObject({
		tppAction: 'reauthenticate',
		details: { httpStatus: 403 },
	});
});

it.each([
	['without a first day', undefined],
	['from 91 days ago', '2026-03-31T00:00:00'],
])('So does a refusal of transactions %s', (_, from) => {
	expect(advised('transactions', from).message).toContain('transactions older than 90 days only');
});

it('Transactions of the last 90 days are refused for another reason', () => {
	expect(advised('transactions', '2026-04-02T00:00:00')).toBe(refused);
});

it.each(['accounts', 'balances'] as const)('So are %s', (resource) => {
	expect(advised(resource)).toBe(refused);
});

it('A bank that asks for the PSU by its code is understood', () => {
	expect(advised('directDebits', undefined, refusal('UK.OBIE.Reauthenticate')).message).toContain(
		'only after step-up',
	);
});

it.each(['UK.OBIE.Resource.ConsentMismatch', 'UK.OBIE.Resource.InvalidConsentStatus'])(
	'A refusal by %s has a reason of its own',
	(code) => {
		const error = refusal(code);
		expect(advised('directDebits', undefined, error)).toBe(error);
	},
);

it('Other errors stay as they are', () => {
	const error = new AspspError('The bank responded with 400.', { httpStatus: 400 });
	expect(advised('directDebits', undefined, error)).toBe(error);
});

it('A bank without step-up refuses for another reason', () => {
	const reading = { resource: 'directDebits', filter: {}, now } as const;
	expect(withStepUpAdvice(refused, aTpp({ bank: zopa }), reading)).toBe(refused);
});
