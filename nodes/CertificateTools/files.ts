import type { INodeExecutionData } from 'n8n-workflow';

import type { Item } from '../shared/operation';

/** PEM text by the name of the file that it becomes. */
export interface PemFile {
	fileName: string;
	pem: string;
}

/** Files to download, by the binary field of the item that holds them. */
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
