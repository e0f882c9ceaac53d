import { X509Certificate } from 'node:crypto';

import {
	extendedKeyUsagesOf,
	keyUsagesOf,
	qualifiedStatements,
} from '../../lib/certificates/extensions';
import { fromDer, sequence, toDer, type Asn1 } from '../../lib/certificates/make/asn1';
import { qcStatements } from '../../lib/certificates/make/extensions';
import { aCertificate } from '../support/certificates';

const fca = { id: 'GB-FCA', name: 'Financial Conduct Authority' };
const both = { roles: ['PSP_PI' as const, 'PSP_AI' as const], authority: fca };

const read = (extension: Asn1) => qualifiedStatements(withQcStatements(toDer(extension)));

/** Only the encoding is read here, so the signature may be that of another certificate. */
function withQcStatements(value: Buffer): X509Certificate {
	const { raw } = aCertificate({ qcType: 'website' }).certificate;
	const outer = fromDer(raw);
	const tbs = (outer.value as Asn1[])[0]!.value as Asn1[];
	const extensions = ((tbs.at(-1)!.value as Asn1[])[0]!.value as Asn1[]).at(-1)!;
	(extensions.value as Asn1[]).at(-1)!.value = value.toString('latin1');
	return new X509Certificate(toDer(outer));
}

describe('The qcStatements', () => {
	it('are read from our own encoding', () => {
		expect(read(qcStatements('eseal', both))).toEqual({
			qcTypes: ['eseal'],
			roles: ['PSP_PI', 'PSP_AI'],
			authorityName: 'Financial Conduct Authority',
			authorityId: 'GB-FCA',
		});
	});

	it('are read with all roles in one SEQUENCE, as in older seals', () => {
		const older =
			'306c3013060604008e4601063009060704008e4601060230550606040081982702304b302430220607040081982701020c065053505f50490607040081982701030c065053505f41490c1b46696e616e6369616c20436f6e6475637420417574686f726974790c0647422d464341';
		expect(read(fromDer(Buffer.from(older, 'hex')))).toEqual({
			qcTypes: ['eseal'],
			roles: ['PSP_PI', 'PSP_AI'],
			authorityName: 'Financial Conduct Authority',
			authorityId: 'GB-FCA',
		});
	});

	it('are read from the bare PSD2 statement, without the SEQUENCE around it', () => {
		const [, statement] = qcStatements('web', both).value as Asn1[];
		expect(read(statement!)).toEqual({
			qcTypes: [],
			roles: ['PSP_PI', 'PSP_AI'],
			authorityName: 'Financial Conduct Authority',
			authorityId: 'GB-FCA',
		});
	});

	it('are read without the PSD2 statement', () => {
		const { certificate } = aCertificate({ qcType: 'seal' });
		expect(qualifiedStatements(certificate)).toEqual({ qcTypes: ['eseal'], roles: [] });
	});

	it('are undefined when they are absent, empty or damaged', () => {
		expect(qualifiedStatements(aCertificate().certificate)).toBeUndefined();
		expect(read(sequence())).toEqual({ qcTypes: [], roles: [] });
		expect(qualifiedStatements(withQcStatements(Buffer.from('30820fff', 'hex')))).toBeUndefined();
	});
});

it.each([
	['keyUsage', keyUsagesOf],
	['extendedKeyUsage', extendedKeyUsagesOf],
	['qcStatements', qualifiedStatements],
])('parses %s of a certificate once', (_, read: (certificate: X509Certificate) => unknown) => {
	const { certificate } = aCertificate({
		keyUsage: ['digitalSignature'],
		extendedKeyUsage: ['clientAuth'],
		qcType: 'website',
	});
	expect(read(certificate)).toBeDefined();
	expect(read(certificate)).toBe(read(certificate));
});
