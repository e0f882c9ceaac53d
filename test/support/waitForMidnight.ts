import { setTimeout as sleep } from 'node:timers/promises';
import { clockOffset, millisecondsPerDay } from '../../lib/calendar';

/** Milliseconds that a test file needs at most on a busy machine, from the configuration of Jest. */
declare const longestTestFile: number;

/**
 * Waits before a test file that would run across midnight in UTC or in London: a test that names a day when it starts would
 * compare it with another day at its end.
 */
async function waitForMidnight(): Promise<void> {
	for (const offset of [() => 0, clockOffset('Europe/London')]) {
		const now = Date.now();
		const untilMidnight = millisecondsPerDay - ((now + offset(now)) % millisecondsPerDay);
		if (untilMidnight < longestTestFile) await sleep(untilMidnight + 1000);
	}
}

// Jest awaits the export of this file, if the file exports nothing else.
export = waitForMidnight;
