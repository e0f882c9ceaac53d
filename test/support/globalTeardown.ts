import { rmSync } from 'node:fs';

export default function tearDown(): void {
	for (const name of ['N8N_USER_FOLDER', 'TEST_KEYS', 'EMBEDDED_BANK_FILES']) {
		rmSync(process.env[name]!, { recursive: true, force: true });
	}
}
