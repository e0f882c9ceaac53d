import type { AccountInformation } from '../../banks/profile';
import { AspspError, type OpenBankingError } from '../../errors';
import type { Tpp } from '../../tpp';
import { accountResources, type AccountResourceName, type DateFilter } from './resources';

const day = 24 * 60 * 60 * 1000;

interface Reading {
	resource: AccountResourceName;
	filter: DateFilter;
	now: Date;
}

/**
 * A refusal (403) of what a bank opens only after step-up, with the way to it; any other error as it is. Source: The
 * Co-operative Bank, "Two-factor authentication".
 */
export function withStepUpAdvice(
	error: OpenBankingError,
	{ bank }: Tpp,
	reading: Reading,
): OpenBankingError {
	const { stepUp } = bank.accountInformation ?? {};
	const { httpStatus, errorCodes, summary: said } = error.details;
	if (httpStatus !== 403 || !stepUp || !needsStepUp(stepUp, reading)) return error;
	if (errorCodes?.some((code) => !asksForPsu.test(code))) return error;
	return new AspspError(
		`${said ?? error.message} ${bank.name} shows ${subject(stepUp, reading)} only after step-up: send the PSU to the address that Create Consent → Get Authorisation URL gives for the same consent with Options → Step-Up on.`,
		{ ...error.details, errorType: 'Reauthenticate', tppAction: 'reauthenticate' },
	);
}

/** Any other code has a reason of its own, which no second factor mends. */
const asksForPsu = /^(UK\.OBIE\.Reauthenticate|U028)$/;

type StepUp = NonNullable<AccountInformation['stepUp']>;

function needsStepUp(
	{ resources, transactionDays }: StepUp,
	{ resource, filter, now }: Reading,
): boolean {
	if (resource !== 'transactions') return resources.some((name) => name === resource);
	const { fromBookingDateTime: from } = filter;
	return !from || Date.parse(from) < now.getTime() - transactionDays * day;
}

const subject = ({ transactionDays }: StepUp, { resource }: Reading) =>
	resource === 'transactions'
		? `transactions older than ${transactionDays} days`
		: accountResources[resource].label;
