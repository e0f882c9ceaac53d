import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import type { Browser } from 'playwright-core';
import { Agent } from 'undici';

import { installationOf } from '../../scripts/n8n/installation';
import { aCertificate, aPfx } from '../support/certificates';
import { openBrowser, openPage } from './browser';
import { assertClean } from './cleanData';
import { sendForm } from './forms';
import { placesIn } from './places';
import { secretsIn, type Secret } from './secretSearch';
import { keepPage, placesInMail, shownPages } from './shownPages';
import { startPostgres, startRedis } from './databases';
import { send, temporaryFolder, undo, type Steps } from './world';

const random = () => randomBytes(32).toString('base64url');
const { keyPem, privateKey } = aCertificate();
const oneLine = (pem: string) => pem.replaceAll('\n', '');

/** As the ledger has them. */
const secrets: Secret[] = [
	...['access token', 'refresh token', 'authorization code', 'client secret', 'PKCE verifier'],
	...['registration access token', 'passphrase'],
]
	.map((kind) => ({ kind, value: random() }))
	.concat(
		['id_token', 'client assertion', 'pushed request', 'software statement'].map((kind) => ({
			kind,
			value: randomBytes(256).toString('base64url'),
		})),
		{ kind: 'HTTP signature', value: randomBytes(256).toString('base64') },
		{ kind: 'private key', value: keyPem },
		{ kind: 'PFX', value: aPfx() },
	);
const token = secrets[0]!.value;

type Write = (value: string) => string;

/** How somebody may write one down; the texts around it shift what base64 makes of it. */
const encodings: Array<[string, Write]> = [
	['in clear', (value) => `it is ${value}.`],
	['JSON in JSON', (value) => JSON.stringify(JSON.stringify({ value }))],
	['URL-encoded', (value) => `?value=${encodeURIComponent(value)}&`],
	['hex', (value) => Buffer.from(value).toString('hex')],
	['upper-case hex', (value) => Buffer.from(value).toString('hex').toUpperCase()],
	...['', '1', '12'].flatMap((before): Array<[string, Write]> => [
		[`base64 behind ${before.length}`, (value) => btoa(`${before}${value}:after`)],
		[
			`base64url behind ${before.length}`,
			(value) => Buffer.from(`${before}${value}:after`).toString('base64url'),
		],
	]),
];

const inFile = (text: string) => [{ name: 'a file', content: Buffer.from(text) }];

const isOf = (kind: string) => expect.objectContaining({ kind });

describe.each(secrets.slice(0, -1))('a secret of the kind $kind', ({ kind, value }) => {
	it.each(encodings)('is found: %s', (_, write) => {
		expect(secretsIn(inFile(write(value)), secrets)).toContainEqual(isOf(kind));
	});

	it('is not found where it is not', () => {
		const others = secrets.filter((secret) => secret.kind !== kind);
		const text = others.map((other) => other.value).join('\n');
		expect(secretsIn(inFile(text), secrets)).not.toContainEqual(isOf(kind));
	});
});

describe('a private key', () => {
	const der = privateKey.export({ format: 'der', type: 'pkcs8' });
	const pkcs1 = privateKey.export({ format: 'der', type: 'pkcs1' });
	it.each([
		['on one line', oneLine(keyPem)],
		['with escaped line ends', keyPem.replaceAll('\n', '\\n')],
		[
			'with Windows line ends in JSON in JSON',
			JSON.stringify(JSON.stringify(keyPem.replaceAll('\n', '\r\n'))),
		],
		['in lines of 76', der.toString('base64').replace(/.{76}/g, '$&\n')],
		['in PKCS #1', privateKey.export({ format: 'pem', type: 'pkcs1' }).toString()],
		['in PKCS #1 on one line', pkcs1.toString('base64')],
		['as JWK', JSON.stringify(privateKey.export({ format: 'jwk' }))],
		['in DER, in hexadecimal', der.toString('hex')],
		['in PEM, in base64', btoa(keyPem)],
	])('is found %s', (_, text) => {
		expect(secretsIn(inFile(text), secrets)).toContainEqual(isOf('private key'));
	});

	it('is found in DER', () => {
		expect(secretsIn([{ name: 'a file', content: der }], secrets)).toContainEqual(
			isOf('private key'),
		);
	});

	it('is not found in its certificate, nor where it is encrypted', () => {
		const cipher = { cipher: 'aes-256-cbc', passphrase: 'long enough' };
		const encrypted = privateKey.export({ format: 'pem', type: 'pkcs8', ...cipher }).toString();
		const { certificatePem } = aCertificate({ privateKey });
		expect(secretsIn(inFile(`${certificatePem}${encrypted}`), secrets)).toEqual([]);
	});
});

it('a PFX is found in base64, in lines or not, and as a file', () => {
	const { value } = secrets.at(-1)!;
	const inLines = value.replace(/.{64}/g, '$&\\n');
	for (const text of [value, inLines]) {
		expect(secretsIn(inFile(text), secrets)).toContainEqual(isOf('PFX'));
	}
	const file = [{ name: 'a file', content: Buffer.from(value, 'base64') }];
	expect(secretsIn(file, secrets)).toContainEqual(isOf('PFX'));
});

it('a finding says where it is and never what it is', () => {
	expect(secretsIn(inFile(`it is ${token}`), secrets)).toEqual([
		{ kind: 'access token', encoding: 'in clear', place: 'a file', position: 6 },
	]);
	const check = () => assertClean(inFile(`it is ${token}`), secrets);
	expect(check).toThrow(
		'n8n keeps secrets:\naccess token (in clear) in a file, 1 times, first at byte 6',
	);
	expect(check).not.toThrow(token);
});

it('what an operator has pasted is no find, but only of what is in an authorization response', () => {
	const [access, , code] = secrets;
	const places = inFile(`${access!.value} ${code!.value}`);
	const entered = [`https://n8n.example.com/#code=${code!.value}&token=${access!.value}`];
	expect(() => assertClean(places, [code!], entered)).not.toThrow();
	expect(() => assertClean(places, secrets, entered)).toThrow(/^[^\n]*\naccess token[^\n]*$/);
	expect(() => assertClean(places, [code!])).toThrow('authorization code');
});

describe('where n8n keeps things', () => {
	const cleanUp: Steps = [];
	const { node } = installationOf('newest');
	afterAll(async () => await undo(cleanUp));

	it('is every file of a folder', () => {
		const folder = temporaryFolder(cleanUp);
		mkdirSync(join(folder, '.n8n/deeper'), { recursive: true });
		writeFileSync(join(folder, '.n8n/deeper/n8nEventLog.log'), `{"token":"${token}"}\n`);
		expect(secretsIn(placesIn(folder, node), secrets)).toEqual([
			expect.objectContaining({ place: '.n8n/deeper/n8nEventLog.log', position: 10 }),
		]);
	});

	it.each([
		['TEXT', 'a value that spans pages', `'${'x'.repeat(4_000)}${token}'`],
		['BLOB', 'bytes', `x'${Buffer.from(token).toString('hex')}'`],
	])('is every column of a SQLite database: %s, %s', (type, _, value) => {
		const folder = temporaryFolder(cleanUp);
		const script = `
			const { DatabaseSync } = require('node:sqlite');
			const database = new DatabaseSync(process.argv[1]);
			database.exec(process.argv[2]);
			process.kill(process.pid, 'SIGKILL');
		`;
		const sql = `PRAGMA journal_mode = WAL; CREATE TABLE kept (it ${type}); INSERT INTO kept VALUES (${value})`;
		const args = ['--no-warnings', '-e', script, join(folder, 'database.sqlite'), sql];
		expect(() => execFileSync(node, args, { stdio: 'ignore' })).toThrow();
		const found = secretsIn(placesIn(folder, node), secrets).map(({ place }) => place);
		expect(found).toContain('database.sqlite kept.it');
	});

	it.each([
		['json', JSON.stringify({ token })],
		['text', btoa(token)],
		['bytea', `\\x${Buffer.from(btoa(`a${token}`)).toString('hex')}`],
	])('is every column of a PostgreSQL database: %s', async (type, value) => {
		const { environment, places } = await startPostgres(cleanUp);
		const port = environment.DB_POSTGRESDB_PORT!;
		const sql = `CREATE TABLE kept (it ${type}); INSERT INTO kept VALUES ('${value}')`;
		const address = ['-h', '127.0.0.1', '-p', port, '-U', 'n8n'];
		execFileSync('psql', [...address, '-c', sql, 'n8n'], { stdio: 'ignore' });
		expect(secretsIn(await places(), secrets)).toContainEqual(isOf('access token'));
	});

	it('is whatever went through Redis, kept there or not', async () => {
		const { environment, places } = await startRedis(cleanUp);
		const port = environment.QUEUE_BULL_REDIS_PORT!;
		const send = (...command: string[]) =>
			execFileSync('redis-cli', ['-p', port, ...command], { stdio: 'ignore' });
		send('SET', 'job', 'nothing of interest');
		expect(secretsIn(await places(), secrets)).toEqual([]);
		send('PUBLISH', 'channel', JSON.stringify({ token }));
		expect(secretsIn(await places(), secrets)).toContainEqual(isOf('access token'));
	});
});

describe('what n8n shows', () => {
	const cleanUp: Steps = [];
	let browser: Browser;
	let address: string;

	/** Each page has a secret of its own. The scripts are those of forms: they send, and show what comes back. */
	const pages: Record<string, (planted: string, response: ServerResponse) => void> = {
		'/page': (planted, response) => response.end(`<title>Form</title><p hidden>${planted}</p>`),
		'/error': (planted, response) => response.writeHead(500).end(btoa(planted)),
		'/leave': (planted, response) =>
			response.end(`<script>location.replace('/empty')</script><!-- ${planted} -->`),
		'/script': (_, response) => response.end("<p></p><script>fetch('/fetched')</script>"),
		'/fetched': (planted, response) => response.end(JSON.stringify({ planted })),
		'/computed': (planted, response) =>
			response.end(`<p></p><script>
				document.querySelector('p').textContent = [...'${[...planted].reverse().join('')}'].reverse().join('');
			</script>`),
		'/form': (planted, response) =>
			response.end(`<form method="post" action="/posted"><label>Name <input name="name"></label>
				<button type="submit">Send</button></form><i>${planted}</i>`),
		'/posted': (planted, response) => response.end(`<b>${planted}</b>`),
		'/empty': (_, response) => response.end('<h1>Empty</h1>'),
	};
	const planted = new Map(Object.keys(pages).map((path) => [path, random()]));
	const plantedSecrets = [...planted].map(([kind, value]) => ({ kind, value }));

	beforeAll(async () => {
		const server = createServer(({ url }, response) => {
			const { pathname } = new URL(url!, address);
			response.setHeader('content-type', 'text/html');
			pages[pathname]?.(planted.get(pathname)!, response);
		}).listen(0, '127.0.0.1');
		await once(server, 'listening');
		cleanUp.push(() => server.close());
		cleanUp.push(() => server.closeAllConnections());
		address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		browser = await openBrowser();
		cleanUp.push(() => browser.close());
	});
	afterAll(async () => await undo(cleanUp));

	const found = () => secretsIn(shownPages(), plantedSecrets);

	it.each(['/page', '/error', '/leave'])('is every page of a browser: %s', async (path) => {
		const page = await openPage(browser);
		await page.goto(`${address}${path}`);
		if (path === '/leave') await page.locator('h1').waitFor();
		expect(found()).toContainEqual(
			expect.objectContaining({ kind: path, place: `the response ${path}` }),
		);
	});

	it('is every response to a script', async () => {
		const page = await openPage(browser);
		const fetched = page.waitForResponse('**/fetched');
		await page.goto(`${address}/script`);
		await fetched;
		expect(found()).toContainEqual(isOf('/fetched'));
	});

	it('is what a script of a page computes', async () => {
		const page = await openPage(browser);
		await page.goto(`${address}/computed`);
		expect(found()).not.toContainEqual(isOf('/computed'));
		await keepPage(page);
		expect(found().filter(({ kind }) => kind === '/computed')).toEqual([
			expect.objectContaining({ place: 'the elements of /computed' }),
			expect.objectContaining({ place: 'the text of /computed' }),
		]);
	});

	it('is a form that is sent, and the page after it', async () => {
		const page = await openPage(browser);
		await page.goto(`${address}/form`);
		await sendForm(page, { Name: 'a name' });
		await page.locator('b').waitFor();
		const places = found().filter(({ kind }) => kind === '/form' || kind === '/posted');
		expect(places.map(({ place }) => place)).toEqual([
			'the response /form',
			'the elements of /form',
			'the text of /form',
			'the response /posted',
		]);
	});

	it('is every response to a program', async () => {
		const dispatcher = new Agent();
		const value = random();
		pages['/program'] = (_, response) => response.end(value);
		expect(await (await send({ dispatcher }, `${address}/program`)).text()).toBe(value);
		await dispatcher.close();
		expect(secretsIn(shownPages(), [{ kind: 'token', value }])).toEqual([
			expect.objectContaining({ place: 'the response /program' }),
		]);
	});

	it("is not the bank's own page", () => {
		expect(found()).not.toEqual([]);
		expect(secretsIn(shownPages([address]), plantedSecrets)).toEqual([]);
	});

	it.each(['text', 'html', 'attachment'])('is every email: %s', async (part) => {
		const content = `${'x'.repeat(70)}${token}`;
		const encoded = Buffer.from(content).toString('base64').replace(/.{76}/g, '$&\r\n');
		const type = { text: 'text/plain', html: 'text/html', attachment: 'application/pdf' }[part]!;
		const lines = [
			'Subject: A report',
			'MIME-Version: 1.0',
			`Content-Type: ${type}`,
			'Content-Transfer-Encoding: base64',
			...(part === 'attachment' ? ['Content-Disposition: attachment; filename="a.pdf"'] : []),
			'',
			encoded,
		];
		const mail = { to: [], subject: 'A report', text: '', source: lines.join('\r\n') };
		expect(secretsIn(await placesInMail(mail), secrets)).toContainEqual(
			expect.objectContaining({
				kind: 'access token',
				encoding: 'in clear',
				place: 'the email "A report"',
			}),
		);
	});
});
