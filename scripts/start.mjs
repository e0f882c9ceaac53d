// Starts n8n with the embedded bank. This file uses no packages until they are installed, so that a wrong option or a
// port in use is reported at once.
//
//     npm start -- --help
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { parseArgs } from 'node:util';

import { fail } from './steps.mjs';

const usage = `Usage: npm start -- [options]

  --port P            port of n8n (5678)
  --bank-port P       port of the embedded bank for browsers (8443)
  --bank-mtls-port P  port of the embedded bank for requests with a client certificate (8444)
  --mail-port P       port of the email server that shows the emails of the examples (1025)
  --reset             restores the examples, and deletes registrations, consents and Data Tables
  --help              prints this text
`;

const options = {
	port: { type: 'string', default: '5678' },
	'bank-port': { type: 'string', default: '8443' },
	'bank-mtls-port': { type: 'string', default: '8444' },
	'mail-port': { type: 'string', default: '1025' },
	reset: { type: 'boolean', default: false },
	help: { type: 'boolean', default: false },
};

const values = readOptions();
if (values.help) {
	process.stdout.write(usage);
	process.exit(0);
}
const ports = ['port', 'bank-port', 'bank-mtls-port', 'mail-port'].map((flag) => [
	flag,
	readPort(flag),
]);
for (const [flag, port] of ports) {
	if (ports.some(([other, same]) => other !== flag && same === port))
		fail(`--${flag}: port ${port} is given twice.`);
	if (!(await isFree(port)))
		fail(
			`Port ${port} is already in use. Choose another one: npm start -- --${flag} ${another(port)}`,
		);
}
await import('./prepare.mjs');
installN8n();
const require = createRequire(import.meta.url);
require('tsx/cjs/api').register();
const [port, bankPort, bankMtlsPort, mailPort] = ports.map(([, number]) => number);
await require('./start.ts').start({
	port,
	bankPort,
	bankMtlsPort,
	mailPort,
	isReset: values.reset,
});

function readOptions() {
	try {
		return parseArgs({ options, strict: true, allowPositionals: false }).values;
	} catch (error) {
		const [sentence] = error.message.split('. ');
		return fail(`${sentence}. "npm start -- --help" lists the options.`);
	}
}

function readPort(flag) {
	const port = Number(values[flag]);
	if (/^\d+$/.test(values[flag]) && port >= 1 && port <= 65_535) return port;
	return fail(`--${flag} must be a port number from 1 to 65535, not "${values[flag]}".`);
}

function another(port) {
	return port > 65_525 ? port - 10 : port + 10;
}

function isFree(port) {
	return new Promise((resolve) => {
		const server = createServer();
		server.once('error', ({ code }) => resolve(code !== 'EADDRINUSE'));
		server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
	});
}

function installN8n() {
	const { status } = spawnSync(process.execPath, ['scripts/n8n/install.mjs', 'newest'], {
		stdio: 'inherit',
	});
	if (status !== 0) process.exit(status ?? 1);
}
