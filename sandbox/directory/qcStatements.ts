import forge from 'node-forge';

const { asn1 } = forge;
const { OID, SEQUENCE, UTF8 } = asn1.Type;

/** ETSI EN 319 412-5 §4.2.3: purposes of a qualified certificate. */
const qcTypes = { web: '0.4.0.1862.1.6.3', eseal: '0.4.0.1862.1.6.2' };

/** ETSI TS 119 495 §5.1: roles of a payment service provider. */
const roles = { PSP_PI: '0.4.0.19495.1.2', PSP_AI: '0.4.0.19495.1.3' };

/** Returns the extension with purpose, roles and competent authority (ETSI TS 119 495 annex A). */
export function qcStatements(type: keyof typeof qcTypes): object {
	const value = sequence(
		sequence(oid('0.4.0.1862.1.6'), sequence(oid(qcTypes[type]))),
		sequence(
			oid('0.4.0.19495.2'),
			sequence(
				sequence(...Object.entries(roles).map(([name, id]) => sequence(oid(id), utf8(name)))),
				utf8('Financial Conduct Authority'),
				utf8('GB-FCA'),
			),
		),
	);
	return { id: '1.3.6.1.5.5.7.1.3', critical: false, value };
}

function sequence(...members: forge.asn1.Asn1[]): forge.asn1.Asn1 {
	return asn1.create(asn1.Class.UNIVERSAL, SEQUENCE, true, members);
}

function oid(id: string): forge.asn1.Asn1 {
	return asn1.create(asn1.Class.UNIVERSAL, OID, false, asn1.oidToDer(id).getBytes());
}

function utf8(text: string): forge.asn1.Asn1 {
	return asn1.create(asn1.Class.UNIVERSAL, UTF8, false, forge.util.encodeUtf8(text));
}
