import type { EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { newContractClient, type ContractClient, type ContractedBank } from './client';
import { newProber, type Outcome, type Prober } from './probe';
import { readSpecification } from './specification';

const consents = '/funds-confirmation-consents';

interface Probed extends ContractedBank {
	file: string;
	/** Address of the account information API, which tells the account number of the PSU. */
	accountInformation: string;
}

/** Probes every operation of the document for the confirmation of funds. */
export async function probeFundsConfirmation(
	bank: EmbeddedBank,
	probed: Probed,
): Promise<Outcome[]> {
	const client = await newContractClient(bank, { ...probed, access: 'fundsConfirmations' });
	const accounts = await newContractClient(bank, { ...probed, api: probed.accountInformation });
	const probers = readSpecification(probed.file).map((operation) => newProber(operation, client));
	const proberOf = (operation: string): Prober =>
		probers.find(({ outcome }) => outcome.operation === operation)!;
	const { clientToken: token } = client;
	const foreignToken = accounts.clientToken;
	const create = proberOf(`POST ${consents}`);
	const read = proberOf(`GET ${consents}/{ConsentId}`);
	const remove = proberOf(`DELETE ${consents}/{ConsentId}`);
	const confirm = proberOf('POST /funds-confirmations');
	for (const user of ['rora', 'ivsa']) {
		const account = { Data: { DebtorAccount: await accountOf(accounts, user) } };
		const post = { token, body: account };
		const created = await create.send({ title: 'an account', ...post, expected: [201] });
		const { ConsentId } = dataOf(created.text) as { ConsentId: string };
		const ids = { ConsentId };
		await read.send({ title: 'new', token, ids, expected: [200] });
		const psuToken = await client.psuToken(ConsentId, { user });
		await read.send({ title: 'approved', token, ids, expected: [200] });
		const question = (Amount: unknown, Currency = 'GBP') => ({
			Data: { ConsentId, Reference: 'ORDER-1', InstructedAmount: { Amount, Currency } },
		});
		const ask = { token: psuToken };
		for (const amount of ['12.50', '1', '9999999999999.99']) {
			await confirm.send({ title: amount, ...ask, body: question(amount), expected: [201] });
		}
		await confirm.send({ title: 'no amount', ...ask, body: question(1), expected: [400] });
		await confirm.send({ title: 'EUR', ...ask, body: question('1', 'EUR'), expected: [400] });
		await confirm.send({ title: 'a list', ...ask, body: [], expected: [400] });
		await refuse(confirm, { ...ask, body: question('1') }, foreignToken);
		await refuse(create, post, foreignToken);
		await refuse(read, { token, ids }, foreignToken);
		await remove.send({ title: 'another scope', token: foreignToken, ids, expected: [403] });
		await remove.send({ title: 'known', token, ids, expected: [204] });
		await remove.send({ title: 'deleted', token, ids, expected: [400] });
		await read.send({ title: 'deleted', token, ids, expected: [400] });
	}
	await create.send({ title: 'no account', token, body: { Data: {} }, expected: [400] });
	return probers.map(({ outcome }) => outcome);
}

/** Sends a request that is valid but for one thing. */
async function refuse(
	prober: Prober,
	request: { token: string; body?: object; ids?: Record<string, string> },
	foreignToken: string,
): Promise<void> {
	await prober.send({ title: 'no token', ...request, token: undefined, expected: [401] });
	const foreign = { ...request, token: foreignToken };
	// A token of a client is no token of a PSU.
	await prober.send({ title: 'another scope', ...foreign, expected: [401, 403] });
	const xml = { accept: 'application/xml' };
	await prober.send({ title: 'XML', ...request, headers: xml, expected: [406] });
	if (request.body === undefined) return;
	const text = { 'content-type': 'text/plain' };
	await prober.send({ title: 'text', ...request, headers: text, expected: [415] });
}

/** Returns the first account of a PSU. */
async function accountOf(client: ContractClient, user: string): Promise<object> {
	const { text } = await client.send({
		method: 'POST',
		path: '/account-access-consents',
		token: client.clientToken,
		body: { Data: { Permissions: ['ReadAccountsDetail'] }, Risk: {} },
	});
	const { ConsentId } = dataOf(text) as { ConsentId: string };
	const token = await client.psuToken(ConsentId, { user });
	const listed = await client.send({ method: 'GET', path: '/accounts', token });
	const { Account } = dataOf(listed.text) as { Account: Array<{ Account: [Identified] }> };
	const { SchemeName, Identification } = Account[0]!.Account[0];
	return { SchemeName, Identification };
}

interface Identified {
	SchemeName: string;
	Identification: string;
}

const dataOf = (text: string): unknown => (JSON.parse(text) as { Data: unknown }).Data;
