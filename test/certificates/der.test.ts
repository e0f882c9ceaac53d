import { asn1 } from 'node-forge';

import { rawCertificateFields, readDer, readDerList, readOid } from '../../lib/certificates/der';
import { aCertificate } from '../support/certificates';

const der = (hex: string) => Buffer.from(hex, 'hex');

describe('readDer', () => {
	it('reads the first element and leaves what follows', () => {
		expect(readDer(der('0c0178ffff'))).toEqual({
			tag: 0x0c,
			bytes: der('0c0178'),
			content: der('78'),
		});
	});

	it('reads a length of several octets', () => {
		const content = Buffer.alloc(300, 1);
		expect(readDer(Buffer.concat([der('0482012c'), content])).content).toEqual(content);
	});

	it.each([
		['cut short', '0c0578'],
		['of indefinite length', '30800000'],
		['longer than any certificate', '308500ffffffff'],
		['empty', ''],
	])('rejects an element %s', (_, hex) => {
		expect(() => readDer(der(hex))).toThrow(expect.objectContaining({ name: 'RangeError' }));
	});
});

it('readDerList reads elements to the end', () => {
	expect(readDerList(der('0500020101')).map(({ tag }) => tag)).toEqual([0x05, 0x02]);
});

it.each([
	'2.5.4.97',
	'0.9.2342.19200300.100.1.25',
	'1.2.840.113549.1.9.1',
	'2.999.3',
	'0.4.0.1862.1.6.3',
])('readOid reads %s', (oid) => {
	expect(readOid(Buffer.from(asn1.oidToDer(oid).getBytes(), 'latin1'))).toBe(oid);
});

it('certificateFields parses a certificate once', () => {
	const { certificate } = aCertificate();
	expect(rawCertificateFields(certificate)).toBe(rawCertificateFields(certificate));
});
