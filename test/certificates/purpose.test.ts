import { readIdentity, type Identity } from '../../lib/certificates/identity';
import { assertNotSwapped, suitsSigning, suitsTransport } from '../../lib/certificates/purpose';
import { aCertificate, type CertificateOptions } from '../support/certificates';
import { rejection } from './rejection';

/** Profiles of the Open Banking directory and of ETSI TS 119 495. */
const kinds = {
	'transport (legacy)': {
		keyUsage: ['digitalSignature'],
		extendedKeyUsage: ['serverAuth', 'clientAuth'],
	},
	'signing (legacy)': {
		keyUsage: ['digitalSignature', 'nonRepudiation'],
		extendedKeyUsage: ['documentSigning'],
	},
	'OBWAC or QWAC': {
		keyUsage: ['digitalSignature'],
		extendedKeyUsage: ['clientAuth', 'serverAuth'],
		qcType: 'website',
	},
	'OBSEAL or QSEAL': { keyUsage: ['digitalSignature', 'nonRepudiation'], qcType: 'seal' },
	'QWAC that calls itself a seal': {
		keyUsage: ['digitalSignature'],
		extendedKeyUsage: ['clientAuth', 'serverAuth'],
		qcType: 'seal',
	},
	'seal with nonRepudiation alone': { keyUsage: ['nonRepudiation'], qcType: 'seal' },
	'website certificate without key usage': { qcType: 'website' },
	'for both': {
		keyUsage: ['digitalSignature', 'nonRepudiation'],
		extendedKeyUsage: ['clientAuth'],
	},
	'digital signature alone': { keyUsage: ['digitalSignature'] },
	'without a word': {},
} satisfies Record<string, CertificateOptions>;

type Kind = keyof typeof kinds;

it.each<[Kind, { transport: boolean; signing: boolean }]>([
	['transport (legacy)', { transport: true, signing: false }],
	['signing (legacy)', { transport: false, signing: true }],
	['OBWAC or QWAC', { transport: true, signing: false }],
	['OBSEAL or QSEAL', { transport: false, signing: true }],
	['QWAC that calls itself a seal', { transport: true, signing: false }],
	['seal with nonRepudiation alone', { transport: false, signing: true }],
	['website certificate without key usage', { transport: true, signing: false }],
	['for both', { transport: true, signing: true }],
	['digital signature alone', { transport: true, signing: true }],
	['without a word', { transport: true, signing: true }],
])('a certificate %s suits %j', (kind, suits) => {
	const { certificate } = aCertificate(kinds[kind]);
	expect({
		transport: suitsTransport(certificate),
		signing: suitsSigning(certificate),
	}).toEqual(suits);
});

describe('assertNotSwapped', () => {
	const transport = (kind: Kind) => anIdentity(kind, 'Transport Certificate');
	const signing = (kind: Kind) => anIdentity(kind, 'Signing Certificate');

	it.each<[Kind, Kind]>([
		['OBWAC or QWAC', 'OBSEAL or QSEAL'],
		['transport (legacy)', 'signing (legacy)'],
		['without a word', 'without a word'],
	])('accepts %s for transport and %s for signing', (first, second) => {
		expect(() => assertNotSwapped(transport(first), signing(second))).not.toThrow();
	});

	it('accepts one certificate in both places', () => {
		const identity = transport('OBWAC or QWAC');
		expect(() => assertNotSwapped(identity, identity)).not.toThrow();
	});

	it.each<[Kind, Kind, string, string]>([
		[
			'OBSEAL or QSEAL',
			'OBWAC or QWAC',
			'Transport Certificate',
			'Transport Certificate and Signing Certificate are swapped.',
		],
		[
			'signing (legacy)',
			'OBSEAL or QSEAL',
			'Transport Certificate',
			'Transport Certificate can only sign. Use the one for TLS (OBWAC, QWAC or transport certificate).',
		],
		[
			'transport (legacy)',
			'OBWAC or QWAC',
			'Signing Certificate',
			'Signing Certificate is only for TLS. Use the one for signatures (OBSEAL, QSEAL or signing certificate).',
		],
	])('rejects %s for transport and %s for signing', (first, second, field, message) => {
		expect(rejection(() => assertNotSwapped(transport(first), signing(second)))).toEqual({
			code: 'OB_CONFIGURATION',
			field,
			message,
		});
	});
});

function anIdentity(kind: Kind, certificate: string): Identity {
	const { certificatePem, keyPem } = aCertificate(kinds[kind]);
	const labels = { certificate, key: 'Key', passphrase: 'Passphrase', pfx: 'PFX' };
	return readIdentity({ certificate: certificatePem, key: keyPem }, labels);
}
