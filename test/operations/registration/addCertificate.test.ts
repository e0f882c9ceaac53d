import { saltEdge } from '../../../lib/banks/saltEdge';
import { zopa } from '../../../lib/banks/zopa';
import {
	addCertificateRequest,
	certificateToAdd,
	readCertificateAddition,
} from '../../../lib/operations/registration/addCertificate';
import { anAnswer, aTpp, rejection } from '../../support/builders';
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

describe('certificateToAdd', () => {
	it.each([
		['qseal', seal],
		['qwac', website],
	])('is a %s by what the certificate says', (type, pem) => {
		expect(certificateToAdd({ pem, field })).toMatchObject({ type, pem });
	});

	it('has the type that was chosen, whatever the certificate says', () => {
		expect(certificateToAdd({ pem: seal, field, type: 'qwac' }).type).toBe('qwac');
	});

	it('has the usual type where the certificate leaves it open', () => {
		expect(certificateToAdd({ pem: pemOf(), field, usualType: 'qwac' }).type).toBe('qwac');
	});

	it('is called by its common name, or as the operator says', () => {
		const pem = pemOf({ subject: [['CN', 'Example TPP']], qcType: 'seal' });
		expect(certificateToAdd({ pem, field, type: 'qseal' }).name).toBe('Example TPP');
		expect(certificateToAdd({ pem, field, type: 'qseal', name: 'Seal' }).name).toBe('Seal');
	});

	it('is the first certificate of a chain, with the line ends of a file', () => {
		const pasted = `${seal}${website}`.replaceAll('\n', ' ');
		expect(certificateToAdd({ pem: pasted, field }).pem).toBe(seal);
	});

	it('is refused where its type is open and nobody says', async () => {
		expect(await rejection(() => certificateToAdd({ pem: pemOf(), field }))).toMatchObject({
			code: 'OB_CONFIGURATION',
			field: 'Type',
		});
	});

	it('is refused for a key, which must not leave', async () => {
		const { keyPem } = aCertificate();
		expect(await rejection(() => certificateToAdd({ pem: keyPem, field }))).toEqual({
			code: 'OB_CONFIGURATION',
			message: 'There is a private key where a certificate belongs.',
			field,
			tppAction: 'fixRequest',
		});
	});

	it('is refused for a certificate that is damaged, by the name of the field', async () => {
		const damaged = seal.replace(/[\w+/]{64}\n/, '');
		expect(await rejection(() => certificateToAdd({ pem: damaged, field }))).toMatchObject({
			code: 'OB_CONFIGURATION',
			field,
		});
	});
});

describe('addCertificateRequest', () => {
	it('posts the document’s JSON, once', () => {
		const { body, ...request } = addCertificateRequest(aTpp({ bank: saltEdge }), certificate);
		expect(request).toEqual({
			method: 'POST',
			url: 'https://api.bank.example/api/open-banking/v3.1/tpp/certificates',
			headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
			idempotent: false,
		});
		expect(JSON.parse(body!)).toEqual({ data: { certificate } });
	});

	it('is refused at a bank without the call', async () => {
		const tpp = aTpp({ bank: zopa });
		expect(await rejection(() => addCertificateRequest(tpp, certificate))).toEqual({
			code: 'OB_CONFIGURATION',
			message: 'Zopa has no endpoint for adding certificates. No request was sent.',
			field: { in: 'parameters', key: 'operation' },
			tppAction: 'fixRequest',
		});
	});

	it('is refused for a type that the bank does not take', async () => {
		const { registration } = saltEdge;
		if (registration.via !== 'dcr') throw new Error('Salt Edge registers clients dynamically');
		const certificates = { path: '/certificates', types: ['qwac' as const] };
		const bank = { ...saltEdge, registration: { ...registration, certificates } };
		expect(await rejection(() => addCertificateRequest(aTpp({ bank }), certificate))).toMatchObject(
			{ field: 'Type', message: 'Salt Edge takes certificates of qwac.' },
		);
	});
});

describe('readCertificateAddition', () => {
	it.each([{}, { json: {} }, { text: 'OK' }])('accepts a 200 that says %j', (answer) => {
		expect(() => readCertificateAddition(anAnswer(answer))).not.toThrow();
	});

	it('tells what the bank misses', async () => {
		const json = { error_class: 'WrongRequiredFields', error_message: 'name is missing' };
		expect(
			await rejection(() => readCertificateAddition(anAnswer({ status: 401, json }))),
		).toMatchObject({
			code: 'OB_ASPSP',
			httpStatus: 401,
			errorCodes: ['WrongRequiredFields'],
			tppAction: 'fixRequest',
		});
	});
});
