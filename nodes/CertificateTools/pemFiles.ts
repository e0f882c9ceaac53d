import type { INodeExecutionData } from 'n8n-workflow';

import type { Item } from '../shared/operation';

/** A PEM file to download. */
interface PemFile {
	fileName: string;
	pem: string;
}

/** Returns the files as binary data of an item, by their binary fields. */
export async function pemFiles(
	item: Item,
	files: Record<string, PemFile>,
): Promise<INodeExecutionData['binary']> {
	const entries = Object.entries(files).map(async ([property, { fileName, pem }]) => {
		const binary = await item.binary(pem, fileName, 'application/x-pem-file');
		return [property, binary!.data!] as const;
	});
	return Object.fromEntries(await Promise.all(entries));
}
