import type { IDataObject } from 'n8n-workflow';

import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../../scripts/localCredential';
import { runStep, stepError, stepItems } from '../support/journey';

let bank: EmbeddedBank;

beforeAll(async () => {
	bank = await startEmbeddedBank();
});
afterAll(async () => {
	await bank.stop();
});

const engagement = {
	customer: '13039319955',
	iban: 'NO93 8601 1117 947',
	roles: ['VIEW', 'REGISTER'],
	registerLimit: 100,
	approvalLimit: 50,
};

const step = (parameters: IDataObject = {}) => ({
	type: 'eikaCreateAgreement',
	parameters: {
		owner: '310000019',
		name: 'Treasury',
		engagements: { engagement: [engagement] },
		...parameters,
	},
});

const atEika = () => ({ credential: localCredential(bank, 'eika') });

const created = {
	id: expect.any(String),
	name: 'Treasury',
	owner: '310000019',
	engagements: [
		expect.objectContaining({
			customer: '13039319955',
			account: { bban: '86011117947', iban: 'NO9386011117947' },
			roles: ['VIEW', 'REGISTER'],
			accessRights: true,
		}),
	],
	_links: expect.any(Object),
	interactionId: expect.any(String),
};

describe('Create', () => {
	it('creates an agreement from the fields', async () => {
		expect(await stepItems(bank, step(), atEika())).toEqual([created]);
	});

	it('creates an agreement from JSON', async () => {
		const { iban, ...rest } = engagement;
		const parameters = {
			specifyEngagements: 'json',
			engagementsJson: JSON.stringify([{ ...rest, account: { iban } }]),
		};
		expect(await stepItems(bank, step(parameters), atEika())).toEqual([created]);
	});

	it.each(['rfc2253', 'rfc2253Text', 'openssl'])(
		'is accepted with the issuer in the format %s',
		async (dnFormat) => {
			const items = await stepItems(bank, step({ options: { dnFormat } }), atEika());
			expect(items).toEqual([created]);
		},
	);

	it('sends a name that is not ASCII unchanged', async () => {
		const [item] = await stepItems(bank, step({ name: 'Bærum Økonomi' }), atEika());
		expect(item?.name).toBe('Bærum Økonomi');
	});

	it.each([
		[
			{ iban: 'NO9486011117947' },
			/Engagement 1: "NO9486011117947" is not a valid IBAN \(wrong check digits\)/,
		],
		[{ roles: ['VIEWER'] }, /Engagement 1: "VIEWER" is not a valid role/],
		[{ customer: '' }, /Engagement 1: the customer is empty/],
		[
			{ registerLimit: 2 ** 31 },
			/Engagement 1: the register limit "2147483648" is not a 32-bit integer/,
		],
	])('rejects %j without a request', async (change, message) => {
		await bank.resetStatistics();
		const parameters = { engagements: { engagement: [{ ...engagement, ...change }] } };
		const error = await stepError(bank, step(parameters), atEika());
		expect(error.message).toMatch(message);
		expect((await bank.statistics()).listeners.mtls.requests).toBe(0);
	});

	it('is rejected while n8n is set to retry the node', async () => {
		const error = await stepError(bank, { ...step(), retryOnFail: true }, atEika());
		expect(error.message).toMatch(/^Create Agreement must be sent once/);
	});

	it('has a hint about the role that a consent needs', async () => {
		const parameters = { engagements: { engagement: [{ ...engagement, roles: ['VIEW'] }] } };
		const run = await runStep(bank, step(parameters), atEika());
		expect(run.data.resultData.runData.Step?.[0]?.hints).toEqual([
			expect.objectContaining({ message: expect.stringMatching(/Engagement 1 lacks REGISTER/) }),
		]);
	});

	it('has a hint about an owner who is also the customer', async () => {
		const parameters = {
			operation: 'preview',
			engagements: { engagement: [{ ...engagement, customer: '310000019' }] },
		};
		const run = await runStep(bank, step(parameters), atEika());
		expect(run.data.resultData.runData.Step?.[0]?.hints).toEqual([
			expect.objectContaining({ message: expect.stringMatching(/the customer is the owner/) }),
		]);
	});

	it('signs PSU headers and a SHA-512 digest if they are set', async () => {
		const options = {
			digestAlgorithm: 'SHA-512',
			psuId: '13039319955',
			psuCorporateId: '310000019',
			tppRedirectUri: 'https://n8n.example.com/webhook/open-banking',
		};
		expect(await stepItems(bank, step({ options }), atEika())).toEqual([created]);
		const [preview] = await stepItems(bank, step({ operation: 'preview', options }), atEika());
		expect(preview?.headers).toMatchObject({
			Digest: expect.stringMatching(/^SHA-512=/),
			'PSU-ID': '13039319955',
			Signature: expect.stringContaining(
				'headers="date digest x-request-id psu-id psu-corporate-id tpp-redirect-uri"',
			),
		});
	});

	it.each(['nonsense', '{}'])('refuses %s in place of a list of engagements', async (text) => {
		const parameters = { specifyEngagements: 'json', engagementsJson: text };
		const error = await stepError(bank, step(parameters), atEika());
		expect(error.message).toBe('The engagements are not a JSON array. Check "Engagements (JSON)".');
	});

	it('takes an owner that an expression gives as a number', async () => {
		const parameters = { owner: '={{ 310000019 }}' };
		const items = await stepItems(bank, step(parameters), atEika());
		expect(items).toHaveLength(1);
	});

	it('fails at another bank', async () => {
		const error = await stepError(bank, step());
		expect(error.message).toBe('Zopa has no sandbox agreements. Check "Bank" in the credential.');
	});

	it('needs the address that Eika does not publish', async () => {
		const credential = {
			...localCredential(bank, 'eika'),
			environment: 'production',
			apiBaseUrl: '',
		};
		const error = await stepError(bank, step(), { credential });
		expect(error.message).toMatch(
			/^The API base URL is missing.* Check "API Base URL" in the credential\.$/,
		);
	});
});

describe('Preview', () => {
	it('shows the request and the key ID in every format without sending anything', async () => {
		await bank.resetStatistics();
		const [item] = await stepItems(bank, step({ operation: 'preview' }), atEika());
		expect(item).toMatchObject({
			method: 'POST',
			url: `${bank.mtlsAddress}/eika/v1/sandbox/agreements`,
			headers: {
				Digest: expect.stringMatching(/^SHA-256=/),
				Signature: expect.stringMatching(
					/^keyId="SN=[0-9A-F]+,CA=.*headers="date digest x-request-id",signature="\[not shown\]"$/,
				),
				'TPP-Signature-Certificate': expect.any(String),
			},
			keyIds: {
				rfc2253: expect.stringMatching(/2\.5\.4\.97=#/),
				rfc2253Text: expect.stringMatching(/organizationIdentifier=/),
				openssl: expect.stringMatching(/^SN=/),
				cnFirst: expect.stringMatching(/,CA=CN=/),
			},
		});
		expect((await bank.statistics()).listeners.mtls.requests).toBe(0);
	});
});
