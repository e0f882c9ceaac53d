import { saltEdge } from '../../../lib/banks/saltEdge';
import { zopa } from '../../../lib/banks/zopa';
import {
	addCertificateRequest,
	readCertificateAddition,
	toAddedCertificate,
	typeContradiction,
} from '../../../lib/operations/registration/addCertificate';
import { aResponse, aTpp, rejection } from '../../support/builders';
import { aCertificate, type CertificateOptions } from '../../support/certificates';
import { parameterField } from '../../support/identityReferences';

const field = parameterField('certificatePem');
const pemOf = (options: CertificateOptions = {}) => aCertificate(options).certificatePem;
const seal = pemOf({ keyUsage: ['nonRepudiation'], qcType: 'seal' });
const website = pemOf({
	keyUsage: ['digitalSignature'],
	extendedKeyUsage: ['clientAuth'],
	qcType: 'website',
});
const certificate = { pem: seal, name: 'Our seal', type: 'qseal' } as const;

describe('toAddedCertificate', () => {
	it.each([
		['qseal', seal],
		['qwac', website],
	])('has the type %s that the certificate states', (type, pem) => {
		expect(toAddedCertificate({ pem, field })).toMatchObject({ type, pem });
	});

	it('has the chosen type, whatever the certificate states', () => {
		expect(toAddedCertificate({ pem: seal, field, type: 'qwac' }).type).toBe('qwac');
	});

	it('has a warning for another type than the certificate states (B-19)', () => {
		expect(typeContradiction({ ...certificate, pem: website })).toMatch(
			/^"Our seal" was added as a certificate for signatures \(QSEAL\), but .* connections \(QWAC\)/,
		);
		expect(typeContradiction(certificate)).toBeUndefined();
		expect(typeContradiction({ ...certificate, pem: pemOf() })).toBeUndefined();
	});

	it('has the default type if the certificate states none', () => {
		expect(toAddedCertificate({ pem: pemOf(), field, defaultType: 'qwac' }).type).toBe('qwac');
	});

	it('has the common name of the certificate, or the entered name', () => {
		const pem = pemOf({ subject: [['CN', 'Example TPP']], qcType: 'seal' });
		expect(toAddedCertificate({ pem, field, type: 'qseal' }).name).toBe('Example TPP');
		expect(toAddedCertificate({ pem, field, type: 'qseal', name: 'Seal' }).name).toBe('Seal');
	});

	it('is the first certificate of a chain, with its line breaks restored', () => {
		const pasted = `${seal}${website}`.replaceAll('\n', ' ');
		expect(toAddedCertificate({ pem: pasted, field }).pem).toBe(seal);
	});

	it('is rejected if its type is neither stated nor chosen', async () => {
		expect(await rejection(() => toAddedCertificate({ pem: pemOf(), field }))).toMatchObject({
			code: 'OB_CONFIGURATION',
			field: { in: 'parameters', key: 'type' },
		});
	});

	it('is rejected for a private key, which must not be sent', async () => {
		const { keyPem } = aCertificate();
		expect(await rejection(() => toAddedCertificate({ pem: keyPem, field }))).toEqual({
			code: 'OB_CONFIGURATION',
			message: 'There is a private key where a certificate belongs.',
			field,
			tppAction: 'fixRequest',
		});
	});

	it('is rejected for a damaged certificate, with the field', async () => {
		const damaged = seal.replace(/[\w+/]{64}\n/, '');
		expect(await rejection(() => toAddedCertificate({ pem: damaged, field }))).toMatchObject({
			code: 'OB_CONFIGURATION',
			field,
		});
	});
});

describe('addCertificateRequest', () => {
	it('posts the JSON of the document, once', () => {
		const { body, ...request } = addCertificateRequest(aTpp({ bank: saltEdge }), certificate);
		expect(request).toEqual({
			method: 'POST',
			url: 'https://api.bank.example/api/open-banking/v3.1/tpp/certificates',
			headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
			sentOnce: 'certificate',
		});
		expect(JSON.parse(body!)).toEqual({ data: { certificate } });
	});

	it('is rejected at a bank without the endpoint', async () => {
		const tpp = aTpp({ bank: zopa });
		expect(await rejection(() => addCertificateRequest(tpp, certificate))).toEqual({
			code: 'OB_CONFIGURATION',
			message: 'Zopa has no endpoint for adding certificates. No request was sent.',
			field: { in: 'parameters', key: 'operation' },
			tppAction: 'fixRequest',
		});
	});

	it('is rejected for a type that the bank does not accept', async () => {
		const { registration } = saltEdge;
		if (registration.via !== 'dcr') throw new Error('Salt Edge registers clients dynamically');
		const certificates = { path: '/certificates', types: ['qwac' as const] };
		const bank = { ...saltEdge, registration: { ...registration, certificates } };
		expect(await rejection(() => addCertificateRequest(aTpp({ bank }), certificate))).toMatchObject(
			{
				field: { in: 'parameters', key: 'type' },
				message: 'Salt Edge does not accept certificates of type "qseal", only qwac.',
			},
		);
	});
});

describe('readCertificateAddition', () => {
	it.each([{}, { json: {} }, { text: 'OK' }])('accepts a 200 with %j', (response) => {
		expect(() => readCertificateAddition(aResponse(response))).not.toThrow();
	});

	it('reports what the bank misses', async () => {
		const json = { error_class: 'WrongRequiredFields', error_message: 'name is missing' };
		expect(
			await rejection(() => readCertificateAddition(aResponse({ status: 401, json }))),
		).toMatchObject({
			code: 'OB_ASPSP',
			httpStatus: 401,
			errorCodes: ['WrongRequiredFields'],
			tppAction: 'fixRequest',
		});
	});
});
