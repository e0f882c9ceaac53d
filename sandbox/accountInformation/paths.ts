/** Read/Write API: what belongs to an account and is read below it. */
export type ResourcePath =
	| 'beneficiaries'
	| 'direct-debits'
	| 'offers'
	| 'parties'
	| 'product'
	| 'scheduled-payments'
	| 'standing-orders'
	| 'statements';

/** The same of all accounts at once; parties have no such path. */
export type BulkPath = Exclude<ResourcePath, 'parties' | 'product'> | 'products';

/** Every path of account information that there is an endpoint for, placeholders as the standard writes them. */
export type EndpointPath =
	| '/account-access-consents'
	| '/account-access-consents/{ConsentId}'
	| '/accounts'
	| '/accounts/{AccountId}'
	| `/accounts/{AccountId}/${ResourcePath | 'balances' | 'party' | 'transactions'}`
	| '/accounts/{AccountId}/statements/{StatementId}'
	| '/accounts/{AccountId}/statements/{StatementId}/transactions'
	| '/balances'
	| '/party'
	| '/transactions'
	| `/${BulkPath}`;

/** Method and path. */
export type EndpointName = `${'GET' | 'POST' | 'DELETE'} ${EndpointPath}`;
