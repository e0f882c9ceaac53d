import { X509Certificate } from 'node:crypto';

import {
	extendedKeyUsagesOf,
	keyUsagesOf,
	qualifiedStatements,
} from '../../lib/certificates/extensions';
import {
	context,
	fromDer,
	objectId,
	sequence,
	set,
	toDer,
	utf8String,
	type Asn1,
} from '../../lib/certificates/make/asn1';
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

	const names = { authorityName: 'Financial Conduct Authority', authorityId: 'GB-FCA' };
	const information = (roles: Asn1, ...others: Asn1[]) =>
		sequence(sequence(objectId('0.4.0.19495.2'), sequence(roles, ...others)));
	const authority = [utf8String(names.authorityName), utf8String(names.authorityId)];
	const aRole = (oid: string, name: string) => sequence(objectId(oid), utf8String(name));
	const ai = aRole('0.4.0.19495.1.3', 'PSP_AI');

	it.each<[string, Asn1]>([
		['roles in a SET', information(set(ai), ...authority)],
		['a role that is a SET', information(sequence(set(...(ai.value as Asn1[]))), ...authority)],
		['an explicit tag around the roles', information(context(0, sequence(ai)), ...authority)],
		[
			'explicit tags around the names',
			information(sequence(ai), context(1, authority[0]!), context(2, authority[1]!)),
		],
		[
			'an explicit tag around the statement',
			sequence(
				sequence(objectId('0.4.0.19495.2'), context(0, sequence(sequence(ai), ...authority))),
			),
		],
	])('are read with %s (K-06)', (_, encoded) => {
		expect(read(encoded)).toEqual({ qcTypes: [], roles: ['PSP_AI'], ...names });
	});

	it('name no authority when it is unclear which text is the name (K-06)', () => {
		const [name] = authority;
		expect(read(information(sequence(ai), name!))).toEqual({ qcTypes: [], roles: ['PSP_AI'] });
		expect(read(information(sequence(ai), name!, name!, name!))).toEqual({
			qcTypes: [],
			roles: ['PSP_AI'],
		});
	});

	it('show all roles of TS 119 495 V1.8.1, and unknown ones by OID (K-07)', () => {
		const roles = [
			aRole('0.4.0.19495.1.0', 'Unspecified'),
			aRole('0.4.0.19495.1.5', 'PSP_CB'),
			aRole('0.4.0.19495.1.6', 'PSP_PA'),
			aRole('0.4.0.19495.1.51', 'VOP_RS'),
			aRole('0.4.0.19495.1.52', 'VOP_VS'),
			aRole('0.4.0.19495.1.99', 'NEW'),
		];
		expect(read(information(sequence(...roles), ...authority))?.roles).toEqual([
			...['Unspecified', 'PSP_CB', 'PSP_PA', 'VOP_RS', 'VOP_VS', '0.4.0.19495.1.99'],
		]);
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
