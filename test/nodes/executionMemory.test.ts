import type { IExecuteFunctions } from 'n8n-workflow';

import { executionMemory, forgetExecution } from '../../nodes/shared/executionMemory';

/** A node in an execution. Undefined: n8n has no Stop button for nodes yet. */
const aNode = (signal?: AbortSignal, credential = '1') =>
	({
		getExecutionCancelSignal: () => signal,
		getNode: () => ({ credentials: { openBankingApi: { id: credential, name: 'Bank' } } }),
	}) as unknown as IExecuteFunctions;

const aSignal = () => new AbortController().signal;

afterEach(() => {
	jest.useRealTimers();
});

describe('The memory of an execution', () => {
	it('is shared by nodes with the same credential', () => {
		const signal = aSignal();
		executionMemory(aNode(signal)).remember('key', 'value', 1);
		expect(executionMemory(aNode(signal)).find('key')).toBe('value');
		expect(executionMemory(aNode(signal, '2')).find('key')).toBeUndefined();
		expect(executionMemory(aNode(aSignal())).find('key')).toBeUndefined();
	});

	it('belongs to one run of the node if n8n does not say which execution it is', () => {
		executionMemory(aNode()).remember('key', 'value', 1);
		expect(executionMemory(aNode()).find('key')).toBeUndefined();
	});

	it('forgets a value after five minutes', () => {
		jest.useFakeTimers();
		const memory = executionMemory(aNode(aSignal()));
		memory.remember('key', 'value', 1);
		jest.advanceTimersByTime(5 * 60 * 1000 - 1);
		expect(memory.find('key')).toBe('value');
		jest.advanceTimersByTime(1);
		expect(memory.find('key')).toBeUndefined();
	});

	it('forgets the oldest values when they are too many', () => {
		const memory = executionMemory(aNode(aSignal()));
		memory.remember('first', 1, 10_000);
		memory.remember('second', 2, 10_000);
		memory.remember('second', 3, 10_000);
		expect(memory.find('first')).toBe(1);
		memory.remember('third', 4, 1);
		expect(['first', 'second', 'third'].map((key) => memory.find(key))).toEqual([undefined, 3, 4]);
		memory.remember('too many', 5, 20_001);
		expect(memory.find('too many')).toBeUndefined();
	});

	it('is empty after a node that changes a consent or a session', () => {
		const signal = aSignal();
		executionMemory(aNode(signal)).remember('key', 'value', 1);
		forgetExecution(aNode(signal, '2'));
		expect(executionMemory(aNode(signal)).find('key')).toBeUndefined();
	});
});
