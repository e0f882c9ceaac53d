import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

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

export interface MailServerOptions {
	/** Absent: any free port. */
	port?: number;
	onMail?: (mail: Mail) => void;
}

/**
 * Starts an SMTP server on this machine that delivers nothing (RFC 5321). It has no TLS and needs no sign-in.
 *
 * @throws Error when the port is in use
 */
export async function startMailServer({
	port = 0,
	onMail,
}: MailServerOptions = {}): Promise<MailServer> {
	const mails: Mail[] = [];
	let refusals = 0;
	const accept = (mail: Mail): string => {
		if (refusals > 0) {
			refusals -= 1;
			return '451 Try again later';
		}
		mails.push(mail);
		onMail?.(mail);
		return '250 OK';
	};
	const sockets = new Set<Socket>();
	const server = createServer((socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
		void converse(socket, accept);
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject).listen(port, '127.0.0.1', resolve);
	});
	return {
		port: (server.address() as AddressInfo).port,
		mails,
		refuse: (count) => void (refusals = count),
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				for (const socket of sockets) socket.destroy();
			}),
	};
}

/** Responds to the commands of one client. */
async function converse(socket: Socket, accept: (mail: Mail) => string): Promise<void> {
	const reply = (line: string) => socket.write(`${line}\r\n`);
	let to: string[] = [];
	let data: string[] | undefined;
	reply('220 localhost ready');
	for await (const line of createInterface({ input: socket, crlfDelay: Infinity })) {
		if (data) {
			if (line !== '.') {
				// RFC 5321 §4.5.2
				data.push(line.replace(/^\./, ''));
				continue;
			}
			reply(accept(mailOf(to, data.join('\n'))));
			[to, data] = [[], undefined];
			continue;
		}
		const command = line.slice(0, 4).toUpperCase();
		if (command === 'RCPT') to.push(/<(.*)>/.exec(line)?.[1] ?? line);
		if (command === 'RSET' || command === 'MAIL') to = [];
		if (command === 'DATA') data = [];
		reply(command === 'DATA' ? '354 Go on' : command === 'QUIT' ? '221 Bye' : '250 OK');
		if (command === 'QUIT') socket.end();
	}
}

function mailOf(to: string[], source: string): Mail {
	const { headers, body } = partsOf(source);
	const boundary = /boundary="?([^";\n]+)/i.exec(headers)?.[1];
	const [text] = boundary === undefined ? [source] : body.split(`--${boundary}`).slice(1);
	return {
		to,
		subject: /^subject: (.*)$/im.exec(headers)?.[1] ?? '',
		text: decoded(text ?? ''),
		source,
	};
}

/** Splits a message at its first empty line, and puts each folded header on one line (RFC 5322 §2.2.3). */
function partsOf(message: string): { headers: string; body: string } {
	const [headers = '', ...body] = message.trimStart().split('\n\n');
	return { headers: headers.replace(/\n[ \t]/g, ' '), body: body.join('\n\n') };
}

/** Returns the text of a part, decoded by its Content-Transfer-Encoding (RFC 2045 §6). */
function decoded(part: string): string {
	const { headers, body } = partsOf(part);
	const encoding = /^content-transfer-encoding: (.*)$/im.exec(headers)?.[1]?.toLowerCase();
	if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
	if (encoding !== 'quoted-printable') return body.trim();
	const bytes = body
		.replace(/=\n/g, '')
		.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
	return Buffer.from(bytes, 'latin1').toString('utf8').trim();
}
