/*
 * Sends requests that meet every fault of the test server, and ends. It runs as a process of its own: an unhandled rejection
 * ends it with an error, and an open handle keeps it from ending. Prints the number of requests that failed.
 */
import { closeConnections } from '../../lib/transport/agents';
import { createSend } from '../../lib/transport/send';
import {
	aTlsIdentity,
	closedPort,
	dropBody,
	gzipBomb,
	json,
	raw,
	redirect,
	reset,
	stall,
	stallBody,
	startTlsServer,
	type Respond,
} from '../support/tlsServer';

const faults: Respond[] = [
	...[reset, dropBody, stall, stallBody, gzipBomb(1_000_000), redirect('/elsewhere', 303)],
	...[raw('SSH-2.0-OpenSSH\r\n'), raw('HTTP/1.1 20'), json({}, { status: 503 })],
];
const limits = { attempts: 2, wait: 1, bytes: 1_000, headers: 1_000, total: 2_000 };

async function main(): Promise<void> {
	const outcomes: boolean[] = [];
	const identity = aTlsIdentity();
	const settle = async (sending: Promise<unknown>) =>
		outcomes.push(
			await sending.then(
				() => true,
				() => false,
			),
		);
	for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
		for (const fault of faults) {
			const server = await startTlsServer({ responses: [fault], maxVersion });
			const controller = new AbortController();
			const url = server.url();
			const send = createSend({ identity, limits });
			const canceled = createSend({ identity, limits, signal: controller.signal });
			const sendings = [
				send({ method: 'GET', url }),
				send({ method: 'POST', url, body: '{}', sentOnce: 'payment' }),
				canceled({ method: 'POST', url, body: '{}', sentOnce: 'code', mustComplete: true }),
			].map(settle);
			controller.abort();
			await Promise.all(sendings);
			await server.close();
		}
	}
	await settle(
		createSend({ identity, limits })({ method: 'GET', url: `https://localhost:${closedPort}/` }),
	);
	closeConnections();
	console.log(JSON.stringify({ failed: outcomes.filter((isGood) => !isGood).length }));
}

void main();
