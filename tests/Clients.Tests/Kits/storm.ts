// Orders as fast as they are answered until SIGTERM, over whatever becomes of the connection; then every event there was.

import { setTimeout as delay } from 'node:timers/promises';
import { client, options } from './commandLine.js';

let isOver = false;
process.once('SIGTERM', () => (isOver = true));
const session = await client(options({}).asked).openSession({ maxUnanswered: 50, reconnectForMs: 600_000 });
console.log('open');
const answers: Promise<number>[] = [];
while (!isOver) {
  answers.push(session.submit('lit', { limit: { side: 'BUY', quantity: '2', price: '5' } }));
  await delay(1);
}
await session.close(60_000);
console.log('answered', new Set(await Promise.all(answers)).size, 'of', answers.length);
for await (const { accepted, filled } of session) {
  console.log(accepted ? `accepted ${accepted.id}` : `filled ${filled?.id}`);
}
console.log('done');
process.exit();
