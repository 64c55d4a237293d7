// Prints what the public hears of markets: `watch.js lit auction`; none named: of all there are.

import { client, options, run } from './commandLine.js';

const { asked, rest } = options({});

await run(async (stop) => {
  stop.addEventListener('abort', () => process.exit());
  for await (const { market, event, top } of client(asked).subscribe(rest, 'TOP')) {
    if (event?.print) console.log(market, 'trade', event.print.quantity, 'at', event.print.price);
    else if (event?.cleared) console.log(market, 'cleared', event.cleared.volume, 'at', event.cleared.price);
    else if (top) console.log(market, 'bid', top.bid?.price ?? '', 'ask', top.ask?.price ?? '');
  }
});
