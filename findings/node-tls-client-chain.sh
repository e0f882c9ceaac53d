#!/usr/bin/env bash
# Node.js: a server does not see the issuers of a client certificate: in version 24 never, before not on a resumed session.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, createServer, request } from 'node:https';
import { text } from 'node:stream/consumers';

const [openssl] = process.argv.slice(2);
const read = (name) => readFileSync(name);
const ca = read('root.pem');

/** Returns the common names from the client's certificate to the root, as the server's socket has them. */
function chain(certificate) {
	const issuer = certificate.issuerCertificate;
	return [certificate.subject.CN, ...(issuer && issuer !== certificate ? chain(issuer) : [])];
}
const server = createServer(
	{ key: read('server.key'), cert: read('server.pem'), ca, requestCert: true, rejectUnauthorized: true },
	({ socket }, response) => {
		response.end(
			JSON.stringify({
				resumed: socket.isSessionReused(),
				authorized: socket.authorized,
				'getPeerCertificate(true)': chain(socket.getPeerCertificate(true)).join(' < '),
				'issuer of getPeerX509Certificate()': socket.getPeerX509Certificate().issuerCertificate?.subject,
			}),
		);
	},
);
server.listen(0, '127.0.0.1');
await once(server, 'listening');

async function connect(agent, version) {
	const { port } = server.address();
	const client = { key: read('client.key'), cert: Buffer.concat([read('client.pem'), read('issuing.pem')]), ca };
	const sent = request({ host: '127.0.0.1', port, agent, minVersion: version, maxVersion: version, ...client });
	sent.end();
	const [response] = await once(sent, 'response');
	return { version, ...JSON.parse(await text(response)) };
}
const seen = [];
for (const version of ['TLSv1.2', 'TLSv1.3']) {
	const agent = new Agent({ keepAlive: false });
	seen.push(await connect(agent, version), await connect(agent, version));
}
server.close();

console.log(`Versions: Node.js ${process.version} with OpenSSL ${process.versions.openssl}, ${openssl} for the certificates`);
console.log('Expected: a bank sees the chain of a client certificate on every connection. It needs the issuer to tell the');
console.log('directory from a trust service, and to check the certificate by OCSP (RFC 6960 §4.1.1 needs the key of the issuer).');
console.log('Seen: on a resumed session only the certificate itself is there, although the socket is authorized. In Node.js 24 the');
console.log('issuers are missing on the first connection, too. The client of Node.js resumes by itself.');
console.log('Raw output:');
console.table(seen);
const first = Number(process.versions.node.split('.')[0]) < 24 ? ['client < issuing < root', 'CN=issuing'] : ['client'];
assert.deepStrictEqual(
	seen.map(({ resumed, authorized, version, ...chains }) => [version, resumed, authorized, ...Object.values(chains)]),
	[
		['TLSv1.2', false, true, ...first],
		['TLSv1.2', true, true, 'client'],
		['TLSv1.3', false, true, ...first],
		['TLSv1.3', true, true, 'client'],
	],
	'The behaviour has changed.',
);
JS
sign() { # name issuer extensions
	openssl req -newkey rsa:2048 -nodes -subj "/CN=$1" -keyout "$1.key" -out "$1.csr" 2> /dev/null
	openssl x509 -req -in "$1.csr" -CA "$2.pem" -CAkey "$2.key" -CAcreateserial -days 2 \
		-extfile <(echo "$3") -out "$1.pem" 2> /dev/null
}
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=root -days 2 -keyout root.key -out root.pem 2> /dev/null
sign issuing root 'basicConstraints=critical,CA:TRUE'
sign client issuing 'extendedKeyUsage=clientAuth'
sign server root 'subjectAltName=IP:127.0.0.1'
node finding.mjs "$(openssl version | cut -d ' ' -f 1-2)"
