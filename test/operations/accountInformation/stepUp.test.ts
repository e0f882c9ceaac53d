import { coop } from '../../../lib/banks/cooperativeBank';
import { zopa } from '../../../lib/banks/zopa';
import { AspspError } from '../../../lib/errors';
import {
	accountResources,
	withStepUpAdvice,
	type AccountResourceName,
} from '../../../lib/operations/accountInformation/resources';
import { aTpp } from '../../support/builders';

const now = new Date('2026-06-30T00:00:00Z');
const forbidden = (...errorCodes: string[]) =>
	new AspspError('The bank responded with 403. Create a new consent.', {
		httpStatus: 403,
		errorCodes,
		summary: 'The bank responded with 403.',
		tppAction: 'reconsent',
	});
const withoutCode = forbidden();
const tpp = aTpp({ bank: coop });
const advised = (resource: AccountResourceName, from?: string, error = withoutCode) =>
	withStepUpAdvice(error, tpp, { resource, filter: { fromBookingDateTime: from }, now });

const behindStepUp: AccountResourceName[] = ['directDebits', 'scheduledPayments', 'standingOrders'];

it.each(behindStepUp)('An error for %s suggests step-up', (resource) => {
	const { message, tppAction, details } = advised(resource);
	expect(message).toBe(
		`The bank responded with 403. The Co-operative Bank provides ${accountResources[resource].label} only after step-up authentication.`,
	);
	expect({ tppAction, details }).toMatchObject({
		tppAction: 'reauthenticate',
		details: { httpStatus: 403, suggestion: 'stepUp' },
	});
});

it.each([
	['without a first day', undefined],
	['from 91 days ago', '2026-03-31T00:00:00'],
])('So does an error for transactions %s', (_, from) => {
	expect(advised('transactions', from).message).toContain('transactions older than 90 days only');
});

it('An error for transactions of the last 90 days does not change', () => {
	expect(advised('transactions', '2026-04-02T00:00:00')).toBe(withoutCode);
});

it.each(['accounts', 'balances'] as const)('Nor does an error for %s', (resource) => {
	expect(advised(resource)).toBe(withoutCode);
});

it('An error with the code for reauthentication suggests step-up', () => {
	expect(advised('directDebits', undefined, forbidden('UK.OBIE.Reauthenticate')).message).toContain(
		'only after step-up authentication',
	);
});

it.each(['UK.OBIE.Resource.ConsentMismatch', 'UK.OBIE.Resource.InvalidConsentStatus'])(
	'An error with the code %s does not change',
	(code) => {
		const error = forbidden(code);
		expect(advised('directDebits', undefined, error)).toBe(error);
	},
);

it('An error with another status does not change', () => {
	const error = new AspspError('The bank responded with 400.', { httpStatus: 400 });
	expect(advised('directDebits', undefined, error)).toBe(error);
});

it('An error of a bank without step-up does not change', () => {
	const read = { resource: 'directDebits', filter: {}, now } as const;
	expect(withStepUpAdvice(withoutCode, aTpp({ bank: zopa }), read)).toBe(withoutCode);
});
