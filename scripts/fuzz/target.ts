import { createHash } from 'node:crypto';

import type { Mutate } from './mutateBytes';

/** A parser, and how to make inputs for it. */
export interface Target {
	name: string;
	mutate: Mutate;
	/** Valid inputs, and what strangers are known to send. */
	seeds(): Promise<Buffer[]>;
	/**
	 * Parses an input. Throws the error of the package for an invalid one.
	 *
	 * @returns texts that people see, in which no secret may be
	 */
	run(input: Buffer): Promise<string[] | void>;
	/** What the inputs contain and no error may contain. */
	secrets: string[];
	/** Steps for each byte of an input. Default: 30. */
	stepsPerByte?: number;
}

/** Returns a secret that looks like a token, the same for the same name. */
export const secretNamed = (name: string): string =>
	createHash('sha256').update(name).digest('base64url');

export const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
