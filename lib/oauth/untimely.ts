import { InvalidResponseError } from '../errors';

/** A time in an answer is over, or not yet come, by our clock. */
export class UntimelyError extends InvalidResponseError {}
