import { resolve } from 'node:path';

import type { EmbeddedBank } from '../sandbox/startEmbeddedBank';
import { titlesOfExamples } from './n8n/importTestData';
import type { KeptTestData } from './n8n/keepTestData';

/** n8n listens only on this machine and contains only test data, so the password is not secret. */
export const owner = { email: 'operator@example.com', password: 'Open-Banking-1' };

/** Returns what a newcomer needs to go on, for the terminal. */
export function guideTo(
	address: string,
	{ home }: Pick<EmbeddedBank, 'home'>,
	kept: KeptTestData,
): string {
	const titles = titlesOfExamples();
	const edited = kept.edited.map((file) => `"${titles[file]}"`).join(', ');
	return `  Workflows     ${address}/home/workflows
  Sign in as    ${owner.email}, password ${owner.password}
  At the bank   sign in as the customer rora, password rora, second factor 123456

  First         1. Open ${address}/workflow/${kept.workflows.zopa}
                   ("${titles.zopa}").
                2. Select "Execute workflow", and submit the form that opens.
                3. Open the link to the bank, sign in, select all accounts and approve.
                   Paste the URL that the bank shows into the form.

  Emails        The examples send no real email. This terminal shows each email.

  Warnings      Your browser warns about n8n and about the bank: a test CA issued their
                certificates. Choose "Advanced" and continue, once for each. Or import this file
                into the browser as a certificate authority:
                ${tlsOf({ home }).authority}

Workflows, registrations and consents are kept for the next start.${edited && `\nNot replaced, because you edited it: ${edited}.`}
"npm start -- --reset" restores the examples and deletes this data. Press Ctrl-C to stop.`;
}

/** Returns the files for TLS that n8n shares with the embedded bank. */
export const tlsOf = ({ home }: Pick<EmbeddedBank, 'home'>) => ({
	certificate: resolve(home, 'bank/server.pem'),
	key: resolve(home, 'bank/server.key'),
	authority: resolve(home, 'ca.pem'),
});
