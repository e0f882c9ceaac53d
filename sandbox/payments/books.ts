import { createHash, randomUUID } from 'node:crypto';

import { obieRefused } from '../accountInformation/refusal';
import type { Consent } from '../accountInformation/consents';
import { header, type BankRequest } from '../http/request';
import type { Keep } from '../memory';
import type { PaymentRequest } from './initiation';

/** A payment in the books of the bank. */
export interface BookedPayment {
	id: string;
	consentId: string;
	request: PaymentRequest;
	/** The account that is debited. */
	accountId: string;
	createdAt: string;
	state: 'inProcess' | 'completed' | 'rejected';
}

/** Every payment that the bank has made or refused for want of money. */
export interface Books {
	add(payment: Omit<BookedPayment, 'id' | 'createdAt'>): BookedPayment;
	find(id: string): BookedPayment | undefined;
	all(): BookedPayment[];
}

export function newBooks(keep: Keep): Books {
	const payments = keep('payments', new Map<string, BookedPayment>());
	return {
		add(payment) {
			const booked = { ...payment, id: randomUUID(), createdAt: new Date().toISOString() };
			payments.set(booked.id, booked);
			return booked;
		},
		find: (id) => payments.get(id),
		all: () => [...payments.values()],
	};
}

/** What the bank created for a key. */
export type Result = { consent: Consent } | { payment: BookedPayment };

/** Read/Write API, "Idempotency": the bank remembers a key for 24 hours. */
export interface IdempotencyMemory {
	/**
	 * Returns the result of the earlier request with the same key, or carries out `perform`.
	 *
	 * @throws ObieRefusal when the header is missing or too long, or when the body differs from that of the earlier request
	 */
	once<R extends Result>(request: BankRequest, asked: Asked, perform: () => R): R;
}

interface Asked {
	clientId: string;
	body: Buffer;
}

interface Remembered {
	bodyHash: string;
	expires: number;
	result: Result;
}

const lifetime = 24 * 60 * 60 * 1000;
const name = 'x-idempotency-key';

export function newIdempotencyMemory(keep: Keep): IdempotencyMemory {
	const memory = keep('idempotency keys', new Map<string, Remembered>());
	return {
		once(request, { clientId, body }, perform) {
			const value = header(request, name);
			if (!value) throw obieRefused(400, 'U007', `${name} is missing`, name);
			if (value.length > 40) throw obieRefused(400, 'U006', `${name} is too long`, name);
			const key = `${clientId} ${request.path} ${value}`;
			const bodyHash = createHash('sha256').update(body).digest('hex');
			const known = memory.get(key);
			if (known && known.expires > Date.now()) {
				if (known.bodyHash === bodyHash) return known.result as ReturnType<typeof perform>;
				throw obieRefused(400, 'U029', `${name} was used with another body`, name);
			}
			const result = perform();
			memory.set(key, { bodyHash, expires: Date.now() + lifetime, result });
			return result;
		},
	};
}
