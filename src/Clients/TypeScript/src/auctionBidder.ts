// A bidder in a call auction, a sequential double auction say: before every clearing it says with a demand schedule what it would
// buy and sell at each price, less of it the more it holds.

import { client, options, run } from './commandLine.js';
import type { Schedule } from './exchange.js';

const { asked } = options({
  market: 'auction',
  value: '100', // what a unit is worth to the bidder
  slope: '10', // how many units more it wants for a price lower by 1
  aversion: '0.5', // how many units fewer for each unit held
  width: '10', // how far from the value the schedule goes
});

// Linear around the value: nothing at the value while nothing is held.
function demand(held: number): Schedule {
  const [value, slope, aversion, width] = [asked.value, asked.slope, asked.aversion, asked.width].map(Number) as
    [number, number, number, number];
  const points = [value - width, value + width].map((price) => ({
    price: String(price),
    quantity: String(Math.round(slope * (value - price) - aversion * held)),
  }));
  return { points };
}

await run(async (stop) => {
  const session = await client(asked).openSession();
  let [held, received] = [0, 0];

  async function bid(): Promise<void> {
    if (!stop.aborted) await session.cancelAll(asked.market);
    if (!stop.aborted) await session.submit(asked.market, { schedule: demand(held) });
  }

  try {
    await bid();
    console.log('bidding in', asked.market, 'for', session.account);
    stop.addEventListener('abort', () => session.cancelAll(asked.market).then(() => session.close()).catch(() => {}));
    for await (const { allocated } of session) {
      if (!allocated) continue;
      held += Number(allocated.quantity);
      received += Number(allocated.cash);
      console.log('bought', allocated.quantity, 'for', 0 - Number(allocated.cash));
      await bid();
    }
  } finally {
    console.log('position', held, 'cash', received);
  }
});
