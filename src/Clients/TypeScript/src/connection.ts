// One stream of a session, opened, and a watch on whether the exchange is still there.

import type { ClientDuplexStream, Metadata } from '@grpc/grpc-js';
import type {
  InstructionInput, OpenSessionInput, SessionRequestInput, SessionResponse, TradingClient,
} from './contract.js';
import { SessionFailed } from './errors.js';

type Stream = ClientDuplexStream<SessionRequestInput, SessionResponse>;

export class Connection implements AsyncIterable<SessionResponse> {
  private readonly responses: AsyncIterator<SessionResponse>;
  private readonly watch: NodeJS.Timeout;
  private isEnded = false;
  private first: SessionResponse | undefined;

  private constructor(private readonly stream: Stream, silenceMs: number) {
    stream.on('error', () => {}); // that of a stream nobody reads any more
    this.responses = stream[Symbol.asyncIterator]();
    this.watch = setTimeout(() => stream.cancel(), silenceMs);
  }

  /** Fails with the status of the call. */
  static async open(
    trading: TradingClient, metadata: Metadata, open: OpenSessionInput, silenceMs: number,
  ): Promise<Connection> {
    const connection = new Connection(trading.session(metadata), silenceMs);
    connection.stream.write({ open });
    try {
      connection.first = await connection.next();
      return connection;
    } catch (error) {
      connection.cut();
      throw error;
    }
  }

  /** What the exchange said when it opened the session. */
  get opened() {
    return this.first!.opened!;
  }

  write(instructions: InstructionInput[]): void {
    if (instructions.length > 0) this.stream.write({ instructions });
  }

  /** Says that no more will be written: the exchange answers all and ends the stream. */
  end(): void {
    if (!this.isEnded) this.stream.end();
    this.isEnded = true;
  }

  /** Ends it whatever is under way. */
  cut(): void {
    clearTimeout(this.watch);
    this.stream.cancel();
  }

  async* [Symbol.asyncIterator](): AsyncIterator<SessionResponse> {
    for (let response = await this.next(); response; response = await this.next()) yield response;
  }

  private async next(): Promise<SessionResponse | undefined> {
    const { value, done } = await this.responses.next();
    this.watch.refresh();
    if (done && !this.first) throw new SessionFailed('ENDED', 'the exchange did not open the session');
    return done ? undefined : value;
  }
}
