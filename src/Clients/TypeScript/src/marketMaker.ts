// A market maker in a book: it keeps a bid and an ask up, and moves both against what it holds.

import { client, options, run } from './commandLine.js';
import type { Event } from './exchange.js';

const { asked } = options({
  market: 'lit',
  price: '100', // the middle of the quotes, holding nothing
  spread: '2', // between bid and ask
  size: '1', // of each quote
  skew: '0.01', // how far the quotes move for a unit held
  tick: '0.01', // the market's
});

await run(async (stop) => {
  const session = await client(asked).openSession();
  let [position, cash] = [0, 0];

  async function quote(): Promise<void> {
    const middle = Number(asked.price) - Number(asked.skew) * position;
    if (!stop.aborted) await session.cancelAll(asked.market);
    for (const [side, away] of [['BUY', -0.5], ['SELL', 0.5]] as const) {
      if (stop.aborted) return;
      const price = onTick(middle + away * Number(asked.spread));
      await session.submit(asked.market, { limit: { side, quantity: asked.size, price } });
    }
  }

  function takeIn({ filled }: Event): boolean {
    if (!filled) return false;
    const bought = Number(filled.quantity) * (filled.side === 'BUY' ? 1 : -1);
    position += bought;
    cash -= bought * Number(filled.price);
    console.log(filled.side === 'BUY' ? 'bought' : 'sold', filled.quantity, 'at', filled.price);
    return true;
  }

  try {
    await quote();
    console.log('quoting in', asked.market, 'for', session.account);
    stop.addEventListener('abort', () => session.cancelAll(asked.market).then(() => session.close()).catch(() => {}));
    for await (const event of session) {
      if (takeIn(event)) await quote();
    }
  } finally {
    console.log('position', position, 'cash', onTick(cash));
  }
});

// Numbers are the exchange's decimals again once they are on its grid.
function onTick(price: number): string {
  const digits = asked.tick.split('.')[1]?.length ?? 0;
  return (Math.round(price / Number(asked.tick)) * Number(asked.tick)).toFixed(digits);
}
