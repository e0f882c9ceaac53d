/**
 * Returns whether a member of a bank's response is secret, judged by its name and its value. Secret members must not be
 * part of an output, because outputs are stored. Times, flags and URLs are not secret.
 */
export const isSecret = (name: string, value: unknown): boolean =>
	typeof value === 'string' && (isSecretName(name) || isSecretValue(value));

const isSecretName = (name: string) =>
	/secret|token|password|private/i.test(name) && !/endpoint|ur[il]|method|alg$|enc$/i.test(name);

/** A PEM block, a JWT, or the value of an Authorization header. */
const isSecretValue = (value: string) => /-----BEGIN |^eyJ[\w-]+\.|^(Basic|Bearer) /.test(value);
