/** Read/Write API: resources of one account. */
export type ResourcePath =
	| 'beneficiaries'
	| 'direct-debits'
	| 'offers'
	| 'parties'
	| 'product'
	| 'scheduled-payments'
	| 'standing-orders'
	| 'statements';

/** Resources of all accounts at once. Parties have no such path. */
export type BulkPath = Exclude<ResourcePath, 'parties' | 'product'> | 'products';

/** All account information paths that the sandbox implements, with the placeholders of the standard. */
export type EndpointPath =
	| '/account-access-consents'
	| '/account-access-consents/{ConsentId}'
	| '/accounts'
	| '/accounts/{AccountId}'
	| `/accounts/{AccountId}/${ResourcePath | 'balances' | 'party' | 'transactions'}`
	| '/accounts/{AccountId}/statements/{StatementId}'
	| '/accounts/{AccountId}/statements/{StatementId}/file'
	| '/accounts/{AccountId}/statements/{StatementId}/transactions'
	| '/balances'
	| '/party'
	| '/transactions'
	| `/${BulkPath}`;

/** Method and path. */
export type EndpointName = `${'GET' | 'POST' | 'DELETE'} ${EndpointPath}`;
