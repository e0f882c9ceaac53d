import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';

/** A TCP proxy that disturbs TLS connections: both sides still have their keys, but the bytes are wrong. */
interface BreakingProxy {
	port: number;
	/** Forwards everything from now on. */
	work(): void;
	/** Disturbs the next bytes from the client. */
	break(): void;
	close(): Promise<void>;
}

/**
 * What happens to the next request:
 * - `plaintext`: the client receives an HTTP response that is not encrypted
 * - `garbage`: the client receives a TLS record that it cannot decrypt
 * - `alert`: the server receives a record that it cannot decrypt, and sends an alert (bad_record_mac)
 * - `close`: the connection is closed as soon as the client has sent its certificate, or anything after it
 */
export type Fault = 'plaintext' | 'garbage' | 'alert' | 'close';

export async function startBreakingProxy(target: number, fault: Fault): Promise<BreakingProxy> {
	const state = { isBroken: false };
	const open = new Set<Socket>();
	const server = createServer((client) => {
		const bank = connect(target, '127.0.0.1');
		for (const socket of [client, bank]) {
			open.add(socket);
			socket.on('error', () => undefined);
			socket.on('close', () => [client, bank].forEach((each) => each.destroy()));
		}
		bank.pipe(client);
		client.on('data', (bytes) => {
			// The bank has sent its part of the handshake: these are the client's certificate and its request.
			if (state.isBroken && fault === 'close' && bank.bytesRead > 0) client.destroy();
			else if (!state.isBroken || fault === 'close') bank.write(bytes);
			else if (fault === 'alert') bank.write(withLastBitFlipped(bytes));
			else client.write(replies[fault]);
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		port: (server.address() as AddressInfo).port,
		work: () => void (state.isBroken = false),
		break: () => void (state.isBroken = true),
		async close() {
			const closed = once(server, 'close');
			server.close();
			for (const socket of open) socket.destroy();
			await closed;
		},
	};
}

const replies = {
	plaintext: 'HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n',
	// A record of application data (RFC 8446 §5.1) with 64 bytes.
	garbage: Buffer.concat([Buffer.from([0x17, 0x03, 0x03, 0x00, 0x40]), Buffer.alloc(64, 7)]),
};

function withLastBitFlipped(bytes: Buffer): Buffer {
	const copy = Buffer.from(bytes);
	copy[copy.length - 1]! ^= 1;
	return copy;
}
