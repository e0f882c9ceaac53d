import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** A message as the server received it. */
export interface Mail {
	to: string[];
	subject: string;
	/** The text, without attachments. */
	text: string;
	/** Headers and body as they were sent (RFC 5322). */
	source: string;
}

export interface MailServer {
	port: number;
	/** All messages, the oldest first. */
	mails: Mail[];
	/** Refuses the next messages for a reason that a later attempt may not meet (RFC 5321 §4.2.1, 451). */
	refuse(count: number): void;
	close(): Promise<void>;
}

interface MailServerOptions {
	/** Absent: any free port. */
	port?: number;
	onMail?: (mail: Mail) => void;
}

/**
 * Starts an SMTP server on this machine that delivers nothing. It has no TLS and needs no sign-in.
 *
 * @throws Error when the port is in use
 */
export async function startMailServer({
	port = 0,
	onMail,
}: MailServerOptions = {}): Promise<MailServer> {
	const mails: Mail[] = [];
	let refusals = 0;
	const server = new SMTPServer({
		authOptional: true,
		disabledCommands: ['STARTTLS', 'AUTH'],
		disableReverseLookup: true,
		// A test that ends does not wait for clients that keep their connection.
		closeTimeout: 0,
		onData(stream, { envelope }, done) {
			void (async () => {
				const to = envelope.rcptTo.map(({ address }) => address);
				const mail = await readMail(to, await buffer(stream));
				if (refusals > 0) {
					refusals -= 1;
					throw Object.assign(new Error('Try again later'), { responseCode: 451 });
				}
				mails.push(mail);
				onMail?.(mail);
			})().then(() => done(), done);
		},
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', resolve);
	});
	// A client that breaks off is no failure of the server.
	server.removeAllListeners('error').on('error', () => undefined);
	return {
		port: (server.server.address() as AddressInfo).port,
		mails,
		refuse: (count) => void (refusals = count),
		close: () => new Promise((resolve) => server.close(resolve)),
	};
}

async function readMail(to: string[], source: Buffer): Promise<Mail> {
	const { subject = '', text = '' } = await PostalMime.parse(source);
	return { to, subject, text: text.trim(), source: source.toString('utf8') };
}
