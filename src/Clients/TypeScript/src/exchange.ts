// The exchange's kit for TypeScript: gRPC, the contract, and nothing else. See ../README.md.

import { readFileSync } from 'node:fs';
import { credentials, Metadata, type ChannelOptions, type requestCallback } from '@grpc/grpc-js';
import { services, type Balances, type Depth, type ListMarketsResponse, type MarketState, type MarketUpdate } from './contract.js';
import { ExchangeError } from './errors.js';
import { subscribe, type Detail } from './marketData.js';
import { Session, type SessionOptions } from './session.js';

export type { Balances, Depth, Event, MarketState, MarketUpdate, ScheduleInput as Schedule } from './contract.js';
export { ExchangeError, Refused, SessionFailed } from './errors.js';
export type { Detail } from './marketData.js';
export type { Action, Bid, Session, SessionOptions } from './session.js';

/** With https: files in PEM. */
export interface Tls {
  /** The authorities to trust; without it those of Node. */
  ca?: string | undefined;
  /** A certificate that proves who calls. */
  cert?: string | undefined;
  /** The certificate's key, unless it stands in the same file. */
  key?: string | undefined;
}

// A peer that vanished without a word is noticed, and one that comes back is found soon.
const channelOptions: ChannelOptions = {
  'grpc.initial_reconnect_backoff_ms': 50,
  'grpc.max_reconnect_backoff_ms': 2_000,
  'grpc.keepalive_time_ms': 20_000,
  'grpc.keepalive_timeout_ms': 10_000,
  'grpc.max_receive_message_length': -1,
};

/** A client of the exchange at an address, with a token; without them those of $EXCHANGE_URL and $EXCHANGE_TOKEN. */
export function connect(url?: string, token?: string, tls: Tls = {}): Client {
  const { EXCHANGE_URL, EXCHANGE_TOKEN } = process.env;
  return new Client(url || EXCHANGE_URL || 'http://127.0.0.1:5080', token || EXCHANGE_TOKEN || '', tls);
}

/** See `connect`. */
export class Client {
  private readonly metadata = new Metadata();
  private readonly trading;
  private readonly accounts;
  private readonly markets;
  private readonly marketData;

  constructor(url: string, token: string, tls: Tls) {
    const { protocol, host } = new URL(url);
    if (!['http:', 'https:'].includes(protocol) || !host) {
      throw new TypeError(`${url} is not an address like http://127.0.0.1:5080`);
    }
    const secret = protocol === 'http:'
      ? credentials.createInsecure()
      : credentials.createSsl(read(tls.ca), read(tls.key ?? tls.cert), read(tls.cert));
    const address = new URL(url).port ? host : `${host}:${protocol === 'http:' ? 80 : 443}`;
    this.metadata.set('authorization', `Bearer ${token}`);
    this.trading = new services.Trading(address, secret, channelOptions);
    this.accounts = new services.Accounts(address, secret, channelOptions);
    this.markets = new services.Markets(address, secret, channelOptions);
    this.marketData = new services.MarketData(address, secret, channelOptions);
  }

  /** Opens a trading session. Fails with ExchangeError: it cannot be reached, or refuses. */
  openSession(options: SessionOptions = {}): Promise<Session> {
    return Session.open(this.trading, this.metadata, options);
  }

  /** A snapshot of each market (none named: of all there are), then every public change; see marketData.ts. */
  subscribe(markets: string[], detail: Detail = 'LEVELS', reconnectForMs = 30_000): AsyncGenerator<MarketUpdate, never> {
    return subscribe(this.marketData, this.metadata, markets, detail, reconnectForMs);
  }

  /** The markets there are, with their definitions. */
  async listMarkets(): Promise<MarketState[]> {
    return (await call<ListMarketsResponse>((done) => this.markets.list({}, this.metadata, done))).markets;
  }

  /** What an account holds; may stay empty with a trader's token. */
  balances(account = ''): Promise<Balances> {
    return call((done) => this.accounts.getBalances({ account }, this.metadata, done));
  }

  /** The book now, as far as this token's holder may see it. */
  depth(market: string): Promise<Depth> {
    return call((done) => this.marketData.getDepth({ market }, this.metadata, done));
  }

  /** Ends the connection once no call is under way. */
  close(): void {
    for (const service of [this.trading, this.accounts, this.markets, this.marketData]) {
      service.close();
    }
  }
}

function call<R>(invoke: (done: requestCallback<R>) => unknown): Promise<R> {
  return new Promise((resolve, reject) => {
    invoke((error, response) => (error ? reject(ExchangeError.of(error)) : resolve(response!)));
  });
}

function read(path: string | undefined): Buffer | null {
  return path === undefined ? null : readFileSync(path);
}
