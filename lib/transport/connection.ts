import type { Tpp } from '../tpp';
import type { Send } from './http';

/** A TPP with its way to the bank. */
export interface Connection {
	tpp: Tpp;
	send: Send;
}
