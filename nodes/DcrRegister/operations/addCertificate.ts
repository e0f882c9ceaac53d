import type { CertificateType } from '../../../lib/banks/profile';
import { ConfigurationError } from '../../../lib/errors';
import {
	addCertificateRequest,
	certificateToAdd,
	readCertificateAddition,
	type CertificateToAdd,
} from '../../../lib/operations/registration/addCertificate';
import { requireCertificateRules, requireSigner } from '../../../lib/requirements';
import type { Tpp } from '../../../lib/tpp';
import { output, type Item, type Operation } from '../../shared/operation';

export const addCertificate: Operation = {
	value: 'addCertificate',
	name: 'Add Certificate',
	action: 'Add a certificate',
	description:
		'Tell the bank of another certificate of yours, for example before the old one expires. Salt Edge offers it.',
	toolDescription:
		'Tells the bank of another certificate of this software. Returns added, name, type, and confirmation when somebody has to confirm it.',
	fields: [
		{
			displayName: 'Certificate',
			name: 'certificateFrom',
			type: 'options',
			options: [
				{ name: 'PEM Text', value: 'text' },
				{ name: 'Signing Certificate of the Credential', value: 'signing' },
				{ name: 'Transport Certificate of the Credential', value: 'transport' },
			],
			default: 'signing',
		},
		{
			displayName: 'Certificate PEM',
			name: 'certificatePem',
			type: 'string',
			typeOptions: { rows: 4 },
			required: true,
			default: '={{ $json.certificate }}',
			displayOptions: { show: { certificateFrom: ['text'] } },
		},
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: [
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					description: 'How the bank is to call it; by default the common name in the certificate',
				},
				{
					displayName: 'Type',
					name: 'type',
					type: 'options',
					options: [
						{ name: 'QSEAL (Signatures)', value: 'qseal' },
						{ name: 'QWAC (Connections)', value: 'qwac' },
					],
					default: 'qseal',
					description: 'By default what the certificate says that it is for',
				},
			],
		},
	],
	mustBeSentOnce: true,
	mustKeepOutputs: () => true,
	async run(item) {
		const { tpp, send } = await item.connection();
		const { confirmation } = requireCertificateRules(tpp);
		const certificate = certificateToAdd({
			...chosenCertificate(tpp, item),
			name: item.parameter('options.name', ''),
			type: item.parameter<CertificateType | ''>('options.type', '') || undefined,
		});
		const response = await send(addCertificateRequest(tpp, certificate));
		readCertificateAddition(response);
		return output({
			bank: tpp.bank.id,
			added: true,
			name: certificate.name,
			type: certificate.type,
			...(confirmation && { confirmation }),
			interactionId: response.interactionId,
		});
	},
};

function chosenCertificate(tpp: Tpp, item: Item): CertificateToAdd {
	switch (item.parameter<string>('certificateFrom')) {
		case 'signing':
			return {
				pem: requireSigner(tpp).chainPem,
				field: { in: 'credential', key: 'signingCertificate' },
				usualType: 'qseal',
			};
		case 'transport':
			return {
				pem: requireTransport(tpp),
				field: { in: 'credential', key: 'transportCertificate' },
				usualType: 'qwac',
			};
		default:
			return {
				pem: item.parameter('certificatePem', ''),
				field: { in: 'parameters', key: 'certificatePem' },
			};
	}
}

function requireTransport({ tls }: Tpp): string {
	if (tls.certificatePem) return tls.certificatePem;
	throw new ConfigurationError('The credential holds no Transport Certificate.', {
		field: 'Transport Certificate',
	});
}
