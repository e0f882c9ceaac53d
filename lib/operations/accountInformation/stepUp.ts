import type { ObieAccountInformation } from '../../banks/profile';
import { obieRules } from '../../banks/standards';
import { AspspError, type OpenBankingError } from '../../errors';
import type { Tpp } from '../../tpp';
import { accountResources, type AccountResourceName, type DateFilter } from './resources';

interface FailedRead {
	resource: AccountResourceName;
	filter: DateFilter;
	now: Date;
}

/**
 * Returns the error with advice about step-up authentication, if the bank responded with 403 to a request for data that it
 * provides only after step-up. Returns any other error unchanged. Source: The Co-operative Bank, "Two-factor
 * authentication".
 */
export function withStepUpAdvice(
	error: OpenBankingError,
	{ bank }: Tpp,
	read: FailedRead,
): OpenBankingError {
	const { stepUp } = obieRules(bank) ?? {};
	const { httpStatus, errorCodes, summary } = error.details;
	if (httpStatus !== 403 || !stepUp || !needsStepUp(stepUp, read)) return error;
	if (errorCodes?.some((code) => !reauthenticateCodes.test(code))) return error;
	return new AspspError(
		`${summary ?? error.message} ${bank.name} provides ${describe(stepUp, read)} only after step-up authentication.`,
		{
			...error.details,
			errorType: 'Reauthenticate',
			tppAction: 'reauthenticate',
			suggestion: 'stepUp',
		},
	);
}

/** Any other code has its own reason, which step-up does not fix. */
const reauthenticateCodes = /^(UK\.OBIE\.Reauthenticate|U028)$/;

type StepUpRules = NonNullable<ObieAccountInformation['stepUp']>;

function needsStepUp(
	{ resources, transactionDays }: StepUpRules,
	{ resource, filter, now }: FailedRead,
): boolean {
	if (resource !== 'transactions') return resources.some((name) => name === resource);
	const { fromBookingDateTime: from } = filter;
	return !from || Date.parse(from) < now.getTime() - transactionDays * millisecondsPerDay;
}

const millisecondsPerDay = 24 * 60 * 60 * 1000;

const describe = ({ transactionDays }: StepUpRules, { resource }: FailedRead): string =>
	resource === 'transactions'
		? `transactions older than ${transactionDays} days`
		: accountResources[resource].label;
