import { createPublicKey } from 'node:crypto';

import forge from 'node-forge';

import { toDer } from '../../../lib/certificates/make/asn1';
import { qcStatements } from '../../../lib/certificates/make/extensions';
import { requestProfiles, type ProfileName } from '../../../lib/certificates/make/profiles';
import {
	makeRequest,
	readDnsNames,
	readRoles,
	type RequestContents,
} from '../../../lib/certificates/make/request';
import { aPrivateKey } from '../../support/certificates';
import { parameterField } from '../../support/identityReferences';
import { itWithOpenssl, openssl } from '../openssl';
import { rejection } from '../rejection';

const authorisation: RequestContents['authorisation'] = {
	roles: ['PSP_PI', 'PSP_AI'],
	authority: { id: 'NO-FSA', name: 'The Financial Supervisory Authority of Norway' },
};
const subject = {
	C: 'NO',
	ST: 'Viken',
	L: 'Oslo',
	O: 'Bærum Økonomi AS',
	OU: '001580000103UAbAAM',
	organizationIdentifier: 'PSDNO-FSA-933012867',
	CN: 'api.example.com',
};
const dnsNames = ['api.example.com', 'www.bærum.example'];

const request = (name: ProfileName, change: Partial<RequestContents> = {}) =>
	makeRequest(
		{ profile: requestProfiles[name], subject, dnsNames, authorisation, ...change },
		aPrivateKey(),
	);

const names = Object.keys(requestProfiles) as ProfileName[];

describe.each(names)('A request for %s', (name) => {
	it('is signed with the key that it contains', () => {
		const read = forge.pki.certificationRequestFromPem(request(name));
		expect(read.verify()).toBe(true);
		const carried = createPublicKey(forge.pki.publicKeyToPem(read.publicKey!));
		expect(carried.equals(createPublicKey(aPrivateKey()))).toBe(true);
	});

	itWithOpenssl('passes the verification of OpenSSL', () => {
		const { ok, text } = openssl(['req', '-in', 'csr', '-verify', '-noout'], {
			csr: request(name),
		});
		expect([ok, text]).toEqual([true, expect.stringMatching(/verify OK/)]);
	});
});

describe('OpenSSL reads', () => {
	const shown = (name: ProfileName) =>
		openssl(['req', '-in', 'csr', '-text', '-noout', '-nameopt', 'utf8,sep_comma_plus,sname'], {
			csr: request(name),
		}).text;

	itWithOpenssl.each<[ProfileName, string]>([
		[
			'obwac',
			'C=NO,O=Bærum Økonomi AS,organizationIdentifier=PSDNO-FSA-933012867,CN=api.example.com',
		],
		[
			'qseal',
			'C=NO,O=Bærum Økonomi AS,organizationIdentifier=PSDNO-FSA-933012867,CN=api.example.com',
		],
		[
			'obtransport',
			'C=NO,ST=Viken,L=Oslo,O=Bærum Økonomi AS,OU=001580000103UAbAAM,CN=api.example.com',
		],
	])('the subject of %s in its order', (name, expected) => {
		expect(shown(name)).toContain(`Subject: ${expected}\n`);
	});

	itWithOpenssl.each<[ProfileName, string, string | undefined]>([
		[
			'obtransport',
			'Digital Signature',
			'TLS Web Server Authentication, TLS Web Client Authentication',
		],
		['obsigning', 'Digital Signature, Non Repudiation', '1.3.6.1.4.1.311.10.3.12'],
		['obwac', 'Digital Signature', 'TLS Web Client Authentication, TLS Web Server Authentication'],
		['qwac', 'Digital Signature', 'TLS Web Client Authentication, TLS Web Server Authentication'],
		['obseal', 'Digital Signature, Non Repudiation', undefined],
		['qseal', 'Digital Signature, Non Repudiation', undefined],
	])('the usages of %s', (name, keyUsage, extended) => {
		const text = shown(name);
		expect(/Key Usage: critical\n\s+(.*)/.exec(text)?.[1]?.trim()).toBe(keyUsage);
		expect(/Extended Key Usage:.*\n\s+(.*)/.exec(text)?.[1]?.trim()).toBe(extended);
		expect(text).toMatch(/Subject Key Identifier/);
	});

	itWithOpenssl('the DNS names of a QWAC in ASCII, and none of an OBWAC', () => {
		expect(shown('qwac')).toMatch(/DNS:api\.example\.com, DNS:www\.xn--brum-voa\.example/);
		expect(shown('obwac')).not.toMatch(/DNS:/);
	});

	itWithOpenssl('the qcStatements of eIDAS profiles byte by byte', () => {
		const hex = (type: 'web' | 'eseal') =>
			toDer(qcStatements(type, authorisation!)).toString('hex').toUpperCase();
		const dumped = (name: ProfileName) => {
			const { text } = openssl(['asn1parse', '-in', 'csr'], { csr: request(name) });
			return /:(?:1\.3\.6\.1\.5\.5\.7\.1\.3|qcStatements)\n.*OCTET STRING\s+\[HEX DUMP\]:(\w+)/.exec(
				text,
			)?.[1];
		};
		expect(names.map(dumped)).toEqual([
			undefined,
			undefined,
			hex('eseal'),
			hex('web'),
			hex('eseal'),
			hex('web'),
		]);
	});
});

describe('A request is rejected', () => {
	it.each<[string, ProfileName, Partial<RequestContents>, string, RegExp]>([
		[
			'without a legal name',
			'obwac',
			{ subject: { ...subject, O: ' ' } },
			'legalName',
			/is missing/,
		],
		[
			'without a software ID',
			'obsigning',
			{ subject: { ...subject, CN: '' } },
			'softwareId',
			/is missing/,
		],
		[
			'for a country in full',
			'qwac',
			{ subject: { ...subject, C: 'Norway' } },
			'country',
			/such as GB/,
		],
		[
			'for a name of 65 characters',
			'qseal',
			{ subject: { ...subject, O: 'x'.repeat(65) } },
			'legalName',
			/longer than 64/,
		],
		['without DNS names', 'qwac', { dnsNames: [] }, 'dnsNames', /There is no DNS name/],
		[
			'for an address',
			'qwac',
			{ dnsNames: ['https://example.com'] },
			'dnsNames',
			/is not a DNS name/,
		],
		[
			'for a name without a dot',
			'qwac',
			{ dnsNames: ['localhost'] },
			'dnsNames',
			/is not a DNS name/,
		],
		[
			'without roles',
			'obseal',
			{ authorisation: { ...authorisation!, roles: [] } },
			'roles',
			/There is no role/,
		],
		['for the United Kingdom as UK', 'qwac', { subject: { ...subject, C: 'UK' } }, 'country', /GB/],
		[
			'for a line end in a name',
			'qseal',
			{ subject: { ...subject, O: 'A\nB' } },
			'legalName',
			/control character/,
		],
		[
			'for half a character in a name',
			'qseal',
			{ subject: { ...subject, CN: 'A\ud83d' } },
			'commonName',
			/control character/,
		],
		[
			'for a control character in the name of the authority',
			'obseal',
			{ authorisation: { roles: ['PSP_AI'], authority: { id: 'NO-FSA', name: 'A\u0000' } } },
			'authorityName',
			/control character/,
		],
		[
			'for an unknown role',
			'obseal',
			{ authorisation: { ...authorisation!, roles: ['PSP_AI', 'PSP_XX' as never] } },
			'roles',
			/"PSP_XX" is not one of Unspecified, PSP_AS, PSP_PI, PSP_AI, PSP_IC, PSP_CB/,
		],
		[
			'without an authorisation',
			'obseal',
			{ authorisation: undefined },
			'roles',
			/There is no role/,
		],
	])('%s', (_, name, change, field, message) => {
		expect(rejection(() => request(name, change))).toEqual({
			code: 'OB_CONFIGURATION',
			field: parameterField(field),
			message: expect.stringMatching(message),
		});
	});

	it('but not for a character beyond the first 65536', () => {
		const pem = request('qseal', { subject: { ...subject, O: 'A 😀' } });
		expect(forge.pki.certificationRequestFromPem(pem).verify()).toBe(true);
	});

	it('but not for a name of 64 characters beyond ASCII', () => {
		const pem = request('qseal', { subject: { ...subject, O: 'Ø'.repeat(64) } });
		expect(forge.pki.certificationRequestFromPem(pem).verify()).toBe(true);
	});

	it('but not without a state and a locality', () => {
		const pem = request('obtransport', { subject: { ...subject, ST: '', L: undefined } });
		const { attributes } = forge.pki.certificationRequestFromPem(pem).subject;
		expect(attributes.map(({ shortName }) => shortName)).toEqual(['C', 'O', 'OU', 'CN']);
	});
});

describe('readDnsNames', () => {
	it('returns each name once, in lower case and in ASCII', () => {
		expect(readDnsNames(['API.Example.com', 'api.example.com', 'www.bærum.example'])).toEqual([
			'api.example.com',
			'www.xn--brum-voa.example',
		]);
	});

	it.each([[], ['localhost'], ['*.example.com'], ['a.example.com:443'], ['127.0.0.1']])(
		'rejects "%s"',
		(...names) => {
			expect(rejection(() => readDnsNames(names.filter(Boolean))).field).toEqual(
				parameterField('dnsNames'),
			);
		},
	);
});

describe('readRoles', () => {
	it.each<[unknown, string[]]>([
		[['PSP_AI'], ['PSP_AI']],
		[
			['PSP_IC', 'PSP_AS', 'PSP_IC'],
			['PSP_AS', 'PSP_IC'],
		],
		['PSP_AI, PSP_PI', ['PSP_PI', 'PSP_AI']],
		[['PSP_AI', null, ''], ['PSP_AI']],
	])('reads %j as %j: each once, in the order of their OIDs', (given, roles) => {
		expect(readRoles(given)).toEqual(roles);
	});

	it.each<[unknown, RegExp]>([
		[null, /^There is no role/],
		[undefined, /^There is no role/],
		[[], /^There is no role/],
		['', /^There is no role/],
		[['PSP_AI', 'AISP'], /^"AISP" is not one of/],
		['psp_ai', /^"psp_ai" is not one of/],
		[['constructor'], /^"constructor" is not one of/],
	])('rejects %j', (given, message) => {
		expect(rejection(() => readRoles(given))).toMatchObject({
			field: parameterField('roles'),
			message: expect.stringMatching(message),
		});
	});
});
