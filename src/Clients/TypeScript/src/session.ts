// A bot's connection: instructions out, answers and the account's events in.

import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Metadata } from '@grpc/grpc-js';
import { Connection } from './connection.js';
import type {
  Event, InstructionInput, OpenSessionInput, ReplaceOrderInput, SessionResponse, SubmitBidInput, TradingClient,
} from './contract.js';
import { ExchangeError, Refused, SessionFailed } from './errors.js';
import { EventQueue } from './eventQueue.js';
import { Patience } from './patience.js';

/** How a session is opened. */
export interface SessionOptions {
  /** Whom to trade for; may stay empty with a trader's token. */
  account?: string;
  /**
   * The caller's own number for this stream of instructions, 1 to 8191. Opening it again continues the numbers and ends the
   * connection that had it; connections of one account side by side need different ones.
   */
  session?: number;
  /** The `sequence` of the last event known; without it events from now on. */
  resumeAfter?: number;
  /** For how long a lost connection is tried to be had again. */
  reconnectForMs?: number;
  /** How often the exchange says that it is there; when silent for three times as long the connection is taken for lost. */
  heartbeatMs?: number;
  /** All the account's bids are cancelled if the session is away for so long; without it they stay. */
  cancelAfterDisconnectMs?: number;
  /** How many instructions may be under way; more wait to be sent. */
  maxUnanswered?: number;
}

/** A bid: one of the contract's, by its name: `{ limit: { side: 'BUY', quantity: '1', price: '9.99' } }`. */
export type Bid = Pick<
  SubmitBidInput, 'limit' | 'marketOrder' | 'pegged' | 'schedule' | 'conditional' | 'inventory' | 'endowment'>;

/** What an instruction does: `{ submit: … }`, `{ replace: … }`, `{ cancel: … }` or `{ cancelAll: … }`. */
export type Action = Pick<InstructionInput, 'submit' | 'replace' | 'cancel' | 'cancelAll'>;

interface Waiting {
  readonly instruction: InstructionInput;
  readonly id: number;
  readonly resolve: (id: number) => void;
  readonly reject: (error: Error) => void;
}

const mostInstructions = 1000;
const missedHeartbeats = 3;
const repeatPauseMs = 100;

// The exchange is told which of this process's openings came last, for one that was given up may still arrive.
const client = randomInt(1, 2 ** 47);
let openings = 0;

/**
 * Numbered instructions, each answered once; events in order; a lost connection is had again.
 *
 * `for await (const event of session)` reads the account's events, oldest first, until the session is closed. An instruction's own
 * events can be read when its answer is there. After a reconnection the events go on where they were, and what had no answer is
 * sent again under its number, so that it is carried out once. An answer with a reason is a Refused.
 */
export class Session implements AsyncIterable<Event> {
  /** The account that trades. */
  readonly account: string;

  private readonly unanswered = new Map<number, Waiting>(); // by number, in the order of numbers
  private readonly events = new EventQueue();
  private readonly givenUp = new AbortController();
  private readonly firstId: number;
  private readonly running: Promise<void>;
  private connection: Connection | undefined;
  private lastNumber: number;
  private lastWritten: number;
  private underWay = 0;
  private lastRead: number;
  private isClosing = false;
  private failure: SessionFailed | undefined;

  private constructor(
    private readonly connect: (resumeAfter: number) => Promise<Connection>, connection: Connection,
    private readonly options: SessionOptions,
  ) {
    const { opened } = connection;
    this.account = opened.account;
    // Client sessions side by side draw ids from ranges of their own; an id is its instruction's number there.
    this.firstId = (opened.session - 1) * 2 ** 40;
    this.lastNumber = this.lastWritten = opened.lastNumber;
    this.lastRead = this.events.sequence = options.resumeAfter ?? opened.sequence;
    this.connection = connection;
    this.running = this.run(connection);
  }

  static async open(trading: TradingClient, metadata: Metadata, options: SessionOptions): Promise<Session> {
    const heartbeatMs = options.heartbeatMs ?? 5_000;
    const opening: OpenSessionInput = {
      account: options.account ?? '',
      session: options.session ?? 1,
      heartbeat: seconds(heartbeatMs),
      cancelOnDisconnect: options.cancelAfterDisconnectMs !== undefined,
      grace: options.cancelAfterDisconnectMs === undefined ? '' : seconds(options.cancelAfterDisconnectMs),
    };
    const connect = (resumeAfter?: number) => {
      const resuming = resumeAfter === undefined ? {} : { resumeAfter };
      return Connection.open(
        trading, metadata, { ...opening, ...resuming, client, opening: ++openings }, heartbeatMs * missedHeartbeats);
    };
    try {
      return new Session(connect, await connect(options.resumeAfter), options);
    } catch (error) {
      throw ExchangeError.of(error);
    }
  }

  /** Of the event handed out last. */
  get sequence(): number {
    return this.events.sequence;
  }

  /** Brings a bid to a market. The answer is the bid's id, an own one if none is given; standing: see the contract. */
  submit(market: string, bid: Bid, more: { id?: number; standing?: boolean } = {}): Promise<number> {
    return this.send({ submit: { market, ...more, ...bid } });
  }

  /** Changes a live order (`{ quantity, price }`) or the bid of a session market (`{ schedule }`) in one step. */
  replace(market: string, id: number, changes: Omit<ReplaceOrderInput, 'market' | 'id'>): Promise<number> {
    return this.send({ replace: { ...changes, market, id } });
  }

  /** Cancels an order. */
  cancel(market: string, id: number): Promise<number> {
    return this.send({ cancel: { market, id } });
  }

  /** Cancels the account's orders in a market, or in all. */
  async cancelAll(market = ''): Promise<void> {
    await this.send({ cancelAll: { market } });
  }

  /** Sends an instruction; those sent without waiting for answers are carried out in this order. The answer is the id it is about. */
  send(action: Action): Promise<number> {
    if (this.isClosing) {
      return Promise.reject(this.failure ?? new SessionFailed('CLOSED', 'the session takes no more instructions'));
    }
    const number = ++this.lastNumber;
    const submit = action.submit && { ...action.submit, id: action.submit.id || this.firstId + number };
    const instruction = { ...action, ...(submit && { submit }), number };
    const id = Number((submit ?? action.replace ?? action.cancel)?.id ?? 0);
    return new Promise((resolve, reject) => {
      this.unanswered.set(number, { instruction, id, resolve, reject });
      // What is sent in one go leaves in one message.
      queueMicrotask(() => this.write());
    });
  }

  [Symbol.asyncIterator](): AsyncIterator<Event> {
    return { next: () => this.events.take() };
  }

  /** Waits, for so long at most, until all is answered, and ends the connection. Fails with SessionFailed when not all was. */
  async close(timeoutMs = 5_000): Promise<void> {
    this.write();
    this.isClosing = true;
    this.endWhenWritten();
    const timeout = new AbortController();
    await Promise.race([this.running, delay(timeoutMs, undefined, { signal: timeout.signal }).catch(() => {})]);
    timeout.abort();
    this.givenUp.abort();
    this.connection?.cut();
    await this.running;
    if (this.failure) throw this.failure;
  }

  private write(): void {
    const most = this.options.maxUnanswered ?? 8192;
    while (this.connection && this.lastWritten < this.lastNumber && this.underWay < most) {
      const instructions: InstructionInput[] = [];
      while (this.lastWritten < this.lastNumber && this.underWay < most && instructions.length < mostInstructions) {
        const waiting = this.unanswered.get(++this.lastWritten);
        if (waiting) {
          this.underWay++;
          instructions.push(waiting.instruction);
        }
      }
      this.connection.write(instructions);
    }
    this.endWhenWritten();
  }

  private endWhenWritten(): void {
    if (this.isClosing && this.lastWritten === this.lastNumber) this.connection?.end();
  }

  /** Reads what comes, over one connection after the other. */
  private async run(first: Connection): Promise<void> {
    try {
      for (let connection: Connection | undefined = first; connection;) connection = await this.read(connection);
    } catch (error) {
      this.failure = error instanceof SessionFailed ? error : SessionFailed.of(error);
    }
    this.isClosing = true;
    this.connection = undefined;
    const unsaid = this.failure ?? new SessionFailed('CLOSED', 'the session was closed before the answer came');
    for (const { reject } of this.unanswered.values()) reject(unsaid);
    this.unanswered.clear();
    this.events.complete(this.failure);
  }

  /** Reads a connection to its end; the one that follows, or none after the last. */
  private async read(connection: Connection): Promise<Connection | undefined> {
    try {
      for await (const response of connection) this.deliver(response, connection);
    } catch (lost) {
      if (lost instanceof SessionFailed) throw lost;
      return this.reconnect(lost);
    } finally {
      connection.cut();
    }
    if (!this.isClosing) throw new SessionFailed('ENDED', 'the exchange ended the session');
    if (this.unanswered.size === 0 || this.givenUp.signal.aborted) return undefined;
    // After the half-close nothing could be repeated on it any more.
    await delay(repeatPauseMs);
    return this.reconnect();
  }

  private deliver(response: SessionResponse, connection: Connection): void {
    if (response.events.length > 0 && response.firstSequence !== this.lastRead + 1) {
      throw new SessionFailed('GAP', `event ${response.firstSequence} came after ${this.lastRead}`);
    }
    for (const event of response.events) this.events.add(++this.lastRead, event);
    const again: number[] = [];
    for (const { number, reason, detail } of response.answers) {
      if (reason === 'BUSY' && number <= connection.opened.lastNumber) {
        // A repeat, of what may have been carried out: that it found no room says nothing of the first time.
        again.push(number);
        continue;
      }
      const waiting = this.unanswered.get(number);
      if (!waiting) continue; // sent by other means under this session's number
      this.unanswered.delete(number);
      this.underWay--;
      if (reason) waiting.reject(new Refused(reason, detail));
      else waiting.resolve(waiting.id);
    }
    if (again.length > 0) setTimeout(() => this.repeat(again, connection), repeatPauseMs);
    if (response.answers.length > 0) this.write();
  }

  private repeat(numbers: number[], connection: Connection): void {
    if (this.connection === connection && !this.isClosing) {
      connection.write(numbers.map((number) => this.unanswered.get(number)!.instruction));
    }
  }

  /** Another connection, which goes on where the lost one ended. */
  private async reconnect(lost?: unknown): Promise<Connection> {
    this.connection = undefined;
    const patience = new Patience(this.options.reconnectForMs ?? 30_000, this.givenUp.signal);
    while (lost === undefined || await patience.wait(lost)) {
      try {
        this.connection = await this.connect(this.lastRead);
      } catch (again) {
        lost = again;
        continue;
      }
      const [oldest] = this.unanswered.keys();
      this.lastWritten = (oldest ?? this.lastNumber + 1) - 1;
      this.underWay = 0;
      this.write();
      return this.connection;
    }
    throw lost;
  }
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(6);
}
