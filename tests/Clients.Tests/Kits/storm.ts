// Orders as fast as they are answered until SIGTERM, over whatever becomes of the connection; then every event there was.

import { setTimeout as delay } from 'node:timers/promises';
import { client, options } from './commandLine.js';
import { Refused } from './exchange.js';

let isOver = false;
process.once('SIGTERM', () => (isOver = true));
const session = await client(options({}).asked).openSession({ maxUnanswered: 50, reconnectForMs: 600_000 });
console.log('open');
const answers: Promise<number | Refused>[] = [];
while (!isOver) {
  const answer = session.submit('lit', { limit: { side: 'BUY', quantity: '2', price: '5' } });
  answers.push(answer.catch((error) => (error instanceof Refused ? error : Promise.reject(error))));
  await delay(1);
}
await session.close(60_000);
const all = await Promise.all(answers);
const refused = all.filter((answer) => answer instanceof Refused);
const carriedOut = new Set(all.filter((answer) => !(answer instanceof Refused)));
const reasons = [...new Set(refused.map(({ reason }) => reason))].sort();
console.log('carried out', carriedOut.size, 'refused', refused.length, 'of', answers.length, ...reasons);
for await (const { accepted, filled } of session) {
  console.log(accepted ? `accepted ${accepted.id}` : `filled ${filled?.id}`);
}
console.log('done');
process.exit();
