// How a lost connection is had again.

import { setTimeout as delay } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { isServiceError } from './errors.js';

// What a moment later may be otherwise. Another connection that has taken a session over, say, is not of that kind.
const mayPass: readonly status[] = [
  status.CANCELLED, status.DEADLINE_EXCEEDED, status.INTERNAL, status.RESOURCE_EXHAUSTED, status.UNAVAILABLE, status.UNKNOWN,
];

const firstPauseMs = 20;
const longestPauseMs = 2_000;

/** How long, and how often, a lost connection is tried to be had again. */
export class Patience {
  private since: number | undefined;
  private pauseMs = firstPauseMs;

  constructor(private readonly lastsMs: number, private readonly givenUp?: AbortSignal) {}

  /** There is a connection. */
  found(): void {
    this.since = undefined;
    this.pauseMs = firstPauseMs;
  }

  /** Waits before the next try; false when there shall be none after that error. */
  async wait(lost: unknown): Promise<boolean> {
    this.since ??= performance.now();
    const isTime = performance.now() - this.since < this.lastsMs && !this.givenUp?.aborted;
    if (!isTime || !isServiceError(lost) || !mayPass.includes(lost.code)) {
      return false;
    }
    // Not all at once, where many have lost theirs.
    await delay(this.pauseMs * (0.5 + Math.random()), undefined, this.givenUp ? { signal: this.givenUp } : {}).catch(() => {});
    this.pauseMs = Math.min(2 * this.pauseMs, longestPauseMs);
    return true;
  }
}
