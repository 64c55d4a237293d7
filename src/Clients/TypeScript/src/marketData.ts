// Public market data.

import type { Metadata } from '@grpc/grpc-js';
import type { MarketDataClient, MarketUpdate } from './contract.js';
import { ExchangeError } from './errors.js';
import { Patience } from './patience.js';

/** How much of the books. */
export type Detail = 'TOP' | 'LEVELS' | 'ORDERS';

/**
 * A snapshot of each market (none named: of all there are), then every public change without a gap. Where something is missing,
 * or the connection was lost, snapshots come again. Ends with ExchangeError.
 */
export async function* subscribe(
  service: MarketDataClient, metadata: Metadata, markets: string[], detail: Detail, reconnectForMs: number,
): AsyncGenerator<MarketUpdate, never> {
  const patience = new Patience(reconnectForMs);
  while (true) {
    const call = service.subscribe({ markets, detail }, metadata);
    call.on('error', () => {}); // that of a call nobody reads any more
    const sequences = new Map<string, number>();
    try {
      reading: for await (const { updates } of call) {
        for (const update of updates as MarketUpdate[]) {
          if (!follows(update, sequences, detail)) break reading;
          patience.found();
          yield update;
        }
      }
    } catch (lost) {
      if (!await patience.wait(lost)) throw ExchangeError.of(lost);
    } finally {
      call.cancel();
    }
  }
}

function follows(update: MarketUpdate, sequences: Map<string, number>, detail: Detail): boolean {
  const last = sequences.get(update.market);
  if (update.snapshot) {
    const { part } = update.snapshot;
    if (part?.since && part.since.sequence !== last) return false;
    if (part && !part.isLast) return true;
  } else if (last === undefined || (detail === 'TOP' ? update.sequence < last : update.sequence !== last + 1)) {
    // Best prices between two messages are not told one by one.
    return false;
  }
  sequences.set(update.market, update.sequence);
  return true;
}
