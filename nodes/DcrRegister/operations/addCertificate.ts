import type { CertificateType } from '../../../lib/banks/profile';
import {
	addCertificateRequest,
	readCertificateAddition,
	toAddedCertificate,
	typeContradiction,
	type CertificateToAdd,
} from '../../../lib/operations/registration/addCertificate';
import {
	requireCertificateRules,
	requireSigner,
	requireTransportCertificate,
} from '../../../lib/requirements';
import type { Tpp } from '../../../lib/tpp';
import { output, type Item, type Operation } from '../../shared/operation';
import { optionsCollection } from '../../shared/optionsCollection';

export const addCertificate: Operation = {
	value: 'addCertificate',
	name: 'Add Certificate',
	action: 'Add certificate',
	description:
		'Add another certificate of yours at the bank, for example before the current one expires. Only Salt Edge supports this.',
	toolDescription:
		'Adds another certificate of this software at the bank. Returns added, name, type, and confirmation if a person must confirm it.',
	fields: [
		{
			displayName: 'Certificate',
			name: 'certificateFrom',
			type: 'options',
			options: [
				{ name: 'PEM Text', value: 'text' },
				{ name: 'Signing Certificate From Credential', value: 'signing' },
				{ name: 'Transport Certificate From Credential', value: 'transport' },
			],
			default: 'signing',
			description: 'The certificate to add',
		},
		{
			displayName: 'Certificate PEM',
			name: 'certificatePem',
			type: 'string',
			typeOptions: { rows: 4 },
			required: true,
			default: '={{ $json.certificate }}',
			placeholder: '-----BEGIN CERTIFICATE-----',
			displayOptions: { show: { certificateFrom: ['text'] } },
			description: 'The certificate in PEM format, without a private key',
		},
		optionsCollection([
			{
				displayName: 'Name',
				name: 'name',
				type: 'string',
				default: '',
				description:
					'Name of the certificate at the bank. Leave empty to use the common name of the certificate.',
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
				description: 'By default, the type is read from the certificate',
			},
		]),
	],
	mustBeSentOnce: true,
	mustKeepOutputs: () => true,
	async run(item) {
		const { tpp, send } = await item.connection();
		const { confirmation } = requireCertificateRules(tpp);
		const certificate = toAddedCertificate({
			...selectedCertificate(tpp, item),
			name: item.parameter('options.name', ''),
			type: item.parameter<CertificateType | ''>('options.type', '') || undefined,
		});
		const response = await send(addCertificateRequest(tpp, certificate));
		readCertificateAddition(response);
		const warning = typeContradiction(certificate);
		if (warning) item.hint(warning);
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

function selectedCertificate(tpp: Tpp, item: Item): CertificateToAdd {
	switch (item.parameter<string>('certificateFrom')) {
		case 'signing':
			return {
				pem: requireSigner(tpp).chainPem,
				field: { in: 'credential', key: 'signingCertificate' },
				defaultType: 'qseal',
			};
		case 'transport':
			return {
				pem: requireTransportCertificate(tpp),
				field: { in: 'credential', key: 'transportCertificate' },
				defaultType: 'qwac',
			};
		default:
			return {
				pem: item.parameter('certificatePem', ''),
				field: { in: 'parameters', key: 'certificatePem' },
			};
	}
}
