import type { Event } from './contract.js';

/** Events that wait for their reader, or the other way round. */
export class EventQueue {
  /** Of the event taken last. */
  sequence = 0;

  private events: { sequence: number; event: Event }[] = [];
  private next = 0;
  private isComplete = false;
  private failure: Error | undefined;
  private readers: (() => void)[] = [];

  add(sequence: number, event: Event): void {
    this.events.push({ sequence, event });
    this.readers.shift()?.();
  }

  /** There will be no more; those there are can still be taken. */
  complete(failure?: Error): void {
    this.isComplete = true;
    this.failure = failure;
    for (const wake of this.readers.splice(0)) wake();
  }

  async take(): Promise<IteratorResult<Event, undefined>> {
    while (this.next === this.events.length) {
      if (this.failure) throw this.failure;
      if (this.isComplete) return { value: undefined, done: true };
      await new Promise<void>((wake) => this.readers.push(wake));
    }
    const { sequence, event } = this.events[this.next++]!;
    if (this.next > 1024 && this.next * 2 > this.events.length) {
      this.events = this.events.slice(this.next);
      this.next = 0;
    }
    this.sequence = sequence;
    return { value: event, done: false };
  }
}
