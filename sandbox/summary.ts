import { join } from 'node:path';

/** Returns what a person needs to use the embedded bank, for the terminal. */
export const summaryOf = (sandbox: {
	address: string;
	mtlsAddress: string;
	home: string;
}): string =>
	`
The embedded bank is ready.

  Local Address             ${sandbox.address}
  Local Mutual TLS Address  ${sandbox.mtlsAddress}
  Certificates              ${join(sandbox.home, 'tpp')}
  CA Certificates           ${join(sandbox.home, 'ca.pem')}
  All URLs                  ${sandbox.address}/sandbox.json
  Customers                 rora, mits and ivsa. The password is the user name, the second
                            factor is 123456

The next steps are in the README under "A first workflow". Press Ctrl-C to stop.
`;
