import type { Account } from '../data/accounts';
import type { BankData } from '../data/bankData';
import { daysFrom } from './dates';
import { amountMembers } from './members';
import { partyMembers } from './party';
import type { BulkPath, ResourcePath } from './paths';
import { statementsOf, withinPeriod } from './statements';
import type { Wire } from './wire/wire';

/** One resource of an account. */
export interface Resource {
	/** Path relative to the account. */
	path: ResourcePath;
	/** Path for all accounts at once; absent where the standard has none. */
	bulk?: BulkPath;
	/** Member of `Data`. */
	name: string;
	/** The consent must have one of these. */
	permissions: string[];
	items(account: Account, context: ItemContext): object[];
}

/** What the items of an account are generated from. */
export interface ItemContext {
	data: BankData;
	permissions: readonly string[];
	wire: Wire;
	query: URLSearchParams;
}

/** Read/Write API: the conditional resources of an account, each with a few example items. */
export const resources: Resource[] = [
	{
		path: 'beneficiaries',
		bulk: 'beneficiaries',
		name: 'Beneficiary',
		permissions: ['ReadBeneficiariesBasic', 'ReadBeneficiariesDetail'],
		items: (account, { data, permissions }) =>
			exampleNumbers(account, data, 20).map((number) => ({
				...withId(account, 'BeneficiaryId', number),
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
			exampleNumbers(account, data, 21).map((number) => ({
				...withId(account, 'DirectDebitId', number),
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
			exampleNumbers(account, data, 22).map((number) => ({
				...withId(account, 'StandingOrderId', number),
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
			exampleNumbers(account, data, 23).map((number) => ({
				...withId(account, 'ScheduledPaymentId', number),
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
				...withId(account, 'OfferId', 1),
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
		items: (account, context) => withinPeriod(statementsOf(account, context), context.query),
	},
	{
		path: 'parties',
		name: 'Party',
		permissions: ['ReadParty'],
		items: (account, { wire }) => [partyMembers(account, wire)],
	},
];

function exampleNumbers({ index }: Account, { random }: BankData, kind: number): number[] {
	return Array.from({ length: 1 + random.number(3, index, kind) }, (_, position) => position + 1);
}

function withId({ AccountId }: Account, member: string, number: number): object {
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
