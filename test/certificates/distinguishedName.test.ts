import {
	issuerName,
	organizationIdentifier,
	subjectName,
	writeDistinguishedName,
} from '../../lib/certificates/distinguishedName';
import { aCertificate, aCertificateAuthority, type Name } from '../support/certificates';

/** Those whose output the tests compare with other programs. */
const dnFormats = ['rfc2253', 'rfc2253Text', 'openssl', 'cnFirst'] as const;

function inEveryFormat(subject: Name): Record<string, string> {
	const name = subjectName(aCertificate({ subject }).certificate);
	return Object.fromEntries(
		dnFormats.map((format) => [format, writeDistinguishedName(name, format)]),
	);
}

describe('issuerName and subjectName', () => {
	it('keep the order, the types and the encoding of the certificate', () => {
		const issuer = aCertificateAuthority({ subject: [['CN', 'Æ CA', 'bmp']] });
		const { certificate } = aCertificate({
			issuer,
			subject: [
				['C', 'NO', 'printable'],
				[
					['CN', 'x'],
					['1.2.840.113549.1.9.1', 'a@b.no', 'ia5'],
				],
			],
		});
		expect(subjectName(certificate)).toEqual([
			[{ oid: '2.5.4.6', text: 'NO', der: Buffer.from('13024e4f', 'hex') }],
			[
				{ oid: '2.5.4.3', text: 'x', der: Buffer.from('0c0178', 'hex') },
				{
					oid: '1.2.840.113549.1.9.1',
					text: 'a@b.no',
					der: Buffer.from('16066140622e6e6f', 'hex'),
				},
			],
		]);
		expect(issuerName(certificate)).toEqual([
			[{ oid: '2.5.4.3', text: 'Æ CA', der: Buffer.from('1e0800c6002000430041', 'hex') }],
		]);
	});
});

/** `rfc2253` compared with Java 17, `openssl` with OpenSSL 3.0. */
describe('writeDistinguishedName', () => {
	it('percent-encodes RFC 2253 (B-16)', () => {
		const subject: Name = [
			['C', 'NO', 'printable'],
			['CN', 'Æ, "CA" & Co'],
		];
		const name = subjectName(aCertificate({ subject }).certificate);
		expect(writeDistinguishedName(name, 'rfc2253Percent')).toBe(
			'CN%3D%C3%86%5C%2C%20%5C%22CA%5C%22%20%26%20Co%2CC%3DNO',
		);
	});

	it('writes the organisation identifier in each format', () => {
		const subject: Name = [
			['C', 'NO', 'printable'],
			['L', 'Trondheim'],
			['organizationIdentifier', 'PSDNO-FSA-ABCA'],
			['CN', 'Example TPP'],
		];
		expect(inEveryFormat(subject)).toEqual({
			rfc2253: 'CN=Example TPP,2.5.4.97=#0c0e5053444e4f2d4653412d41424341,L=Trondheim,C=NO',
			rfc2253Text: 'CN=Example TPP,organizationIdentifier=PSDNO-FSA-ABCA,L=Trondheim,C=NO',
			openssl: 'C=NO,L=Trondheim,organizationIdentifier=PSDNO-FSA-ABCA,CN=Example TPP',
			cnFirst: 'CN=Example TPP,L=Trondheim,C=NO',
		});
	});

	it('escapes special characters', () => {
		expect(inEveryFormat([['O', '#1 "Foo", Inc; a=b <x>+y\\z ']])).toEqual({
			rfc2253: 'O=\\#1 \\"Foo\\"\\, Inc\\; a\\=b \\<x\\>\\+y\\\\z\\ ',
			rfc2253Text: 'O=\\#1 \\"Foo\\"\\, Inc\\; a\\=b \\<x\\>\\+y\\\\z\\ ',
			openssl: 'O=\\#1 \\"Foo\\"\\, Inc\\; a=b \\<x\\>\\+y\\\\z\\ ',
			cnFirst: 'O=#1 "Foo", Inc; a=b <x>+y\\z ',
		});
	});

	it('escapes every space at either end for Java, the outermost for OpenSSL', () => {
		expect(inEveryFormat([['O', '  x  ']])).toMatchObject({
			rfc2253: 'O=\\ \\ x\\ \\ ',
			openssl: 'O=\\  x \\ ',
		});
	});

	it('keeps letters beyond ASCII, in each string type', () => {
		const subject: Name = [
			['ST', 'Trøndelag'],
			['L', 'Tromsø', 'teletex'],
			['CN', 'Ærlig €', 'bmp'],
		];
		expect(inEveryFormat(subject)).toEqual({
			rfc2253: 'CN=Ærlig €,L=Tromsø,ST=Trøndelag',
			rfc2253Text: 'CN=Ærlig €,L=Tromsø,ST=Trøndelag',
			openssl: 'ST=Trøndelag,L=Tromsø,CN=Ærlig €',
			cnFirst: 'CN=Ærlig €,L=Tromsø,S=Trøndelag',
		});
	});

	it('joins the attributes of one RDN by a plus sign, in their order', () => {
		const subject: Name = [
			['C', 'GB', 'printable'],
			[
				['CN', 'x'],
				['1.2.3.4', 'z'],
			],
		];
		expect(inEveryFormat(subject)).toEqual({
			rfc2253: 'CN=x+1.2.3.4=#0c017a,C=GB',
			rfc2253Text: 'CN=x+1.2.3.4=#0c017a,C=GB',
			openssl: 'C=GB,CN=x+1.2.3.4=#0C017A',
			cnFirst: 'CN=x,C=GB',
		});
	});

	it('escapes line ends in the formats that escape', () => {
		expect(inEveryFormat([['O', 'a\r\nb\0']])).toMatchObject({
			rfc2253: 'O=a\\0D\\0Ab\\00',
			rfc2253Text: 'O=a\\0D\\0Ab\\00',
			openssl: 'O=a\\0D\\0Ab\\00',
		});
	});

	it('writes street, domain component and user id by keyword', () => {
		const subject: Name = [
			['DC', 'example', 'ia5'],
			['STREET', 'Gata 1'],
			['UID', 'u1'],
		];
		expect(inEveryFormat(subject)).toEqual({
			rfc2253: 'UID=u1,STREET=Gata 1,DC=example',
			rfc2253Text: 'UID=u1,STREET=Gata 1,DC=example',
			openssl: 'DC=example,street=Gata 1,UID=u1',
			cnFirst: '',
		});
	});
});

describe('organizationIdentifier', () => {
	it('reads it from the subject', () => {
		const subject: Name = [['organizationIdentifier', 'PSDGB-FCA-795791']];
		expect(organizationIdentifier(aCertificate({ subject }).certificate)).toBe('PSDGB-FCA-795791');
	});

	it('is undefined for a certificate of the legacy directory profile', () => {
		expect(organizationIdentifier(aCertificate().certificate)).toBeUndefined();
	});
});
