import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

it('No fault leaves an unhandled rejection or an open handle (QW-26)', async () => {
	const script = join(__dirname, 'everyFault.ts');
	const child = spawn(process.execPath, ['--import', 'tsx', script], { stdio: 'pipe' });
	const output: Buffer[] = [];
	for (const stream of [child.stdout, child.stderr])
		stream.on('data', (chunk: Buffer) => output.push(chunk));
	const [code] = (await once(child, 'close')) as [number];
	const text = Buffer.concat(output).toString();
	// Each of nine faults meets three requests over two versions of TLS. Of the statuses 303 and 503, one is canceled.
	expect({ code, text }).toEqual({ code: 0, text: '{"failed":47}\n' });
});
