// A bot of grpc-js and the contract alone: `peer.js PORT PROTOS TOKEN_A TOKEN_B` trades in the market "lit" for the accounts
// A and B and prints a line for each scenario. PROTOS is the folder the .proto files are imported from.
'use strict';

const assert = require('node:assert');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const [port, protos, tokenA, tokenB] = process.argv.slice(2);
const files = ['accounts', 'market_data', 'markets', 'trading'].map((name) => `exchange/v1/${name}.proto`);
const definition = loader.loadSync(files, { includeDirs: [protos], longs: Number, enums: String, defaults: true, oneofs: true });
const api = grpc.loadPackageDefinition(definition).exchange.v1;
const own = grpc.loadPackageDefinition(loader.loadSync(
  ['health/v1/health', 'reflection/v1/reflection', 'reflection/v1alpha/reflection'].map((name) => `grpc/${name}.proto`),
  { includeDirs: [protos], enums: String, defaults: true, oneofs: true })).grpc;
const PATIENCE_MS = 60_000;

const address = `127.0.0.1:${port}`;
const credentials = grpc.credentials.createInsecure();
const services = {
  markets: new api.Markets(address, credentials),
  accounts: new api.Accounts(address, credentials),
  trading: new api.Trading(address, credentials),
  marketData: new api.MarketData(address, credentials),
};

function metadata(token) {
  const made = new grpc.Metadata();
  if (token) made.set('authorization', `Bearer ${token}`);
  return made;
}

function options() {
  return { deadline: Date.now() + PATIENCE_MS };
}

function unary(service, method, request, token) {
  return new Promise((resolve, reject) =>
    services[service][method](request, metadata(token), options(), (error, response) =>
      (error ? reject(error) : resolve(response))));
}

function limit(number, id, side, quantity, price) {
  return { number, submit: { market: 'lit', id, limit: { side, quantity, price } } };
}

const scenarios = {
  async stranger() {
    await assert.rejects(unary('markets', 'List', {}), { code: grpc.status.UNAUTHENTICATED });
  },

  async markets() {
    const { markets } = await unary('markets', 'List', {}, tokenA);
    assert.deepStrictEqual(
      markets.map((m) => [m.definition.id, m.definition.tickSize, m.phase]), [['lit', '0.01', 'OPEN']]);
  },

  async session() {
    const call = services.trading.Session(metadata(tokenA), options());
    const responses = call[Symbol.asyncIterator]();
    const next = async () => (await responses.next()).value;

    call.write({ open: { session: 1 } });
    const { opened } = await next();
    assert.deepStrictEqual([opened.account, opened.session, opened.lastNumber], ['A', 1, 0]);

    call.write({
      instructions: [limit(1, 11, 'BUY', '5', '9.99'), limit(2, 12, 'BUY', '5', '9.995'), limit(3, 13, 'SELL', '1', '10.5')],
    });
    const [answers, events] = [[], []];
    while (answers.length < 3) {
      const response = await next();
      answers.push(...response.answers);
      events.push(...response.events);
    }
    assert.deepStrictEqual(answers.map((a) => [a.number, a.reason]), [[1, ''], [2, 'OFF_GRID'], [3, '']]);
    assert.deepStrictEqual(events.map((e) => e.accepted.id), [11, 13]);

    const sold = await unary('trading', 'Submit', { instruction: limit(0, 1, 'SELL', '2', '9.99') }, tokenB);
    assert.deepStrictEqual(sold.events.map((e) => e.event), ['accepted', 'filled']);
    const { filled } = (await next()).events[0];
    assert.deepStrictEqual([filled.id, filled.quantity, filled.price, filled.remaining], [11, '2', '9.99', '3']);

    const status = new Promise((resolve) => call.on('status', resolve));
    call.write({ instructions: [{ number: 4, cancelAll: {} }] });
    call.end();
    const rest = [];
    for (let response = await next(); response; response = await next()) rest.push(response);
    assert.deepStrictEqual(rest.flatMap((r) => r.answers).map((a) => a.number), [4]);
    assert.deepStrictEqual(rest.flatMap((r) => r.events).map((e) => e.cancelled.id), [11, 13]);
    assert.strictEqual((await status).code, grpc.status.OK);
  },

  async balances() {
    const held = await unary('accounts', 'GetBalances', {}, tokenA);
    assert.deepStrictEqual([held.cash, held.units.XYZ], ['999980.02', '1002']);
  },

  async market_data() {
    const call = services.marketData.Subscribe({ markets: ['lit'] }, metadata(tokenB), options());
    call.on('error', () => {}); // our own cancellation
    const responses = call[Symbol.asyncIterator]();
    const updates = [...(await responses.next()).value.updates];
    await unary('trading', 'Submit', { instruction: limit(0, 21, 'BUY', '3', '8') }, tokenA);
    await unary('trading', 'Submit', { instruction: limit(0, 22, 'SELL', '1', '8') }, tokenA);
    while (updates.length < 4) updates.push(...(await responses.next()).value.updates);
    call.cancel();
    const [snapshot, ...heard] = updates;
    assert.deepStrictEqual([snapshot.snapshot.depth.bids.length, snapshot.snapshot.phase], [0, 'OPEN']);
    assert.deepStrictEqual(heard.map((u) => u.sequence - snapshot.sequence), [1, 2, 3]);
    assert.strictEqual(heard[0].level.quantity, '3');
    assert.deepStrictEqual(heard.slice(1).map((u) => u.update).sort(), ['event', 'level']);
    const { print } = heard.find((u) => u.event).event;
    assert.deepStrictEqual([print.price, print.quantity], ['8', '1']);
  },

  async gzip() {
    const packing = new api.Trading(address, credentials, { 'grpc.default_compression_algorithm': 2 });
    const submit = (instruction) => new Promise((resolve, reject) =>
      packing.Submit({ instruction }, metadata(tokenB), options(), (error, response) => (error ? reject(error) : resolve(response))));
    for (let id = 1000; id < 1060; id++) await submit(limit(0, id, 'SELL', '1', `${id}`));
    // Long enough a book to come packed.
    const depth = await unary('marketData', 'GetDepth', { market: 'lit' }, tokenB);
    assert.strictEqual(depth.asks.length, 60);
    assert.ok((await submit({ cancelAll: {} })).events.length >= 60);
    packing.close();
  },

  async health() {
    const client = new own.health.v1.Health(address, credentials);
    const check = (service) => new Promise((resolve, reject) =>
      client.Check({ service }, options(), (error, response) => (error ? reject(error) : resolve(response.status))));
    assert.deepStrictEqual([await check(''), await check('exchange.v1.Trading')], ['SERVING', 'SERVING']);
    await assert.rejects(check('exchange.v1.Nothing'), { code: grpc.status.NOT_FOUND });
    client.close();
  },

  async reflection() {
    for (const version of ['v1', 'v1alpha']) {
      const client = new own.reflection[version].ServerReflection(address, credentials);
      const call = client.ServerReflectionInfo(options());
      call.write({ listServices: '' });
      call.write({ fileContainingSymbol: 'exchange.v1.Trading.Submit' });
      call.end();
      const responses = [];
      for await (const response of call) responses.push(response);
      assert.ok(responses[0].listServicesResponse.service.some(({ name }) => name === 'exchange.v1.Trading'));
      assert.ok(responses[1].fileDescriptorResponse.fileDescriptorProto.length > 1);
      client.close();
    }
  },
};

(async () => {
  for (const [name, scenario] of Object.entries(scenarios)) {
    try {
      await scenario();
      console.log(`ok ${name}`);
    } catch (error) {
      console.log(`FAILED ${name}: ${error.message.replaceAll('\n', ' ')}`);
    }
  }
  Object.values(services).forEach((service) => service.close());
})();
