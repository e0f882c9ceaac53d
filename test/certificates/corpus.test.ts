import { makeFile, type Planned } from '../../scripts/corpus/file';
import { judge } from '../../scripts/corpus/judge';
import { makers } from '../../scripts/corpus/makers';

/** The algorithm of a file: the first word of its options that is not the name of an option. */
const algorithmOf = (name: string) => name.split(' ').find((word) => !word.startsWith('-')) ?? name;

/** The first file of OpenSSL with each algorithm. `npm run test:corpus` reads all of them, and those of other tools. */
function selected(): Planned[] {
	const first = new Map<string, Planned>();
	for (const planned of makers.openssl.files(false)) {
		const key = `${planned.tool} ${algorithmOf(planned.name)}`;
		if (!first.has(key)) first.set(key, planned);
	}
	return [...first.values()];
}

describe('A key file opens, or is refused with a true reason and advice that works', () => {
	it.each(selected().map((planned) => [planned.tool, planned.name, planned] as const))(
		'%s %s',
		async (tool, name, planned) => {
			const file = makeFile(planned);
			// Newer versions of a tool no longer write some algorithms.
			if ('reason' in file) expect(file).toEqual({ tool, name, reason: expect.any(String) });
			else expect(await judge(file)).not.toHaveProperty('problem');
		},
	);
});
