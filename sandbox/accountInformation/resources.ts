import type { Account } from '../data/accounts';
import type { BankData } from '../data/bankData';
import { daysFrom } from './dates';
import { amountMembers } from './members';
import { partyMembers } from './party';
import type { BulkPath, ResourcePath } from './paths';
import { statementsOf, within } from './statements';
import type { Wire } from './wire/wire';

/** A kind of thing that belongs to an account and is read with one permission. */
export interface Resource {
	/** Below the account. */
	path: ResourcePath;
	/** For all accounts at once; absent where the standard has no such path. */
	bulk?: BulkPath;
	/** Member of `Data`. */
	name: string;
	permissions: string[];
	items(account: Account, shown: Shown): object[];
}

/** What the items of an account are made from. */
export interface Shown {
	data: BankData;
	permissions: readonly string[];
	wire: Wire;
	query: URLSearchParams;
}

/** Read/Write API: the conditional resources of an account, each with a few examples. */
export const resources: Resource[] = [
	{
		path: 'beneficiaries',
		bulk: 'beneficiaries',
		name: 'Beneficiary',
		permissions: ['ReadBeneficiariesBasic', 'ReadBeneficiariesDetail'],
		items: (account, { data, permissions }) =>
			some(account, data, 20).map((number) => ({
				...identified(account, 'BeneficiaryId', number),
				BeneficiaryType: number === 1 ? 'Trusted' : 'Ordinary',
				Reference: `Invoice ${number}`,
				...creditor(number, permissions, 'ReadBeneficiariesDetail'),
			})),
	},
	{
		path: 'direct-debits',
		bulk: 'direct-debits',
		name: 'DirectDebit',
		permissions: ['ReadDirectDebits'],
		items: (account, { data, wire }) =>
			some(account, data, 21).map((number) => ({
				...identified(account, 'DirectDebitId', number),
				Name: 'Harbour Energy',
				...wire.directDebitTerms(number),
				PreviousPaymentDateTime: daysFrom(data.today, -7 * number),
				PreviousPaymentAmount: amountMembers(2_500 + 100 * number, account.currency),
			})),
	},
	{
		path: 'standing-orders',
		bulk: 'standing-orders',
		name: 'StandingOrder',
		permissions: ['ReadStandingOrdersBasic', 'ReadStandingOrdersDetail'],
		items: (account, { data, permissions, wire }) =>
			some(account, data, 22).map((number) => ({
				...identified(account, 'StandingOrderId', number),
				NextPaymentDateTime: daysFrom(data.today, 7 * number),
				NextPaymentAmount: amountMembers(40_000 + 1_000 * number, account.currency),
				...wire.standingOrderTerms(number),
				...creditor(number, permissions, 'ReadStandingOrdersDetail'),
			})),
	},
	{
		path: 'scheduled-payments',
		bulk: 'scheduled-payments',
		name: 'ScheduledPayment',
		permissions: ['ReadScheduledPaymentsBasic', 'ReadScheduledPaymentsDetail'],
		items: (account, { data, permissions }) =>
			some(account, data, 23).map((number) => ({
				...identified(account, 'ScheduledPaymentId', number),
				ScheduledPaymentDateTime: daysFrom(data.today, 3 * number),
				ScheduledType: 'Execution',
				Reference: `Deposit ${number}`,
				InstructedAmount: amountMembers(9_900 * number, account.currency),
				...creditor(number, permissions, 'ReadScheduledPaymentsDetail'),
			})),
	},
	{
		path: 'product',
		bulk: 'products',
		name: 'Product',
		permissions: ['ReadProducts'],
		items: (account) => [
			{
				AccountId: account.AccountId,
				ProductId: `PRODUCT-${account.typeCode}`,
				ProductName: account.description,
				...(account.typeCode === 'CACC'
					? { ProductType: 'PersonalCurrentAccount' }
					: {
							ProductType: 'Other',
							OtherProductType: { Name: account.typeCode, Description: account.description },
						}),
			},
		],
	},
	{
		path: 'offers',
		bulk: 'offers',
		name: 'Offer',
		permissions: ['ReadOffers'],
		items: (account, { data }) => [
			{
				...identified(account, 'OfferId', 1),
				OfferType: 'LimitIncrease',
				Description: 'A higher limit',
				EndDateTime: daysFrom(data.today, 30),
				Amount: amountMembers(100_000, account.currency),
			},
		],
	},
	{
		path: 'statements',
		bulk: 'statements',
		name: 'Statement',
		permissions: ['ReadStatementsBasic', 'ReadStatementsDetail'],
		items: (account, shown) => within(statementsOf(account, shown), shown.query),
	},
	{
		path: 'parties',
		name: 'Party',
		permissions: ['ReadParty'],
		items: (account, { wire }) => [partyMembers(account, wire)],
	},
];

function some({ index }: Account, { draws }: BankData, kind: number): number[] {
	return Array.from({ length: 1 + draws.number(3, index, kind) }, (_, position) => position + 1);
}

function identified({ AccountId }: Account, member: string, number: number): object {
	return { AccountId, [member]: `${AccountId}-${number}` };
}

function creditor(number: number, permissions: readonly string[], detail: string): object {
	if (!permissions.includes(detail)) return {};
	return {
		CreditorAccount: {
			SchemeName: 'UK.OBIE.SortCodeAccountNumber',
			Identification: `040099${String(number).padStart(8, '0')}`,
			Name: 'Marlow Design Ltd',
		},
	};
}
