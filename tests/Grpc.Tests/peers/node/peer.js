// The Node.js peer: `peer.js client PORT` runs its scenarios against a server and prints a line for each,
// `peer.js server` serves the same wishes and prints its port.
'use strict';

const assert = require('node:assert');
const path = require('node:path');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const definition = loader.loadSync(path.join(__dirname, '..', '..', 'echo.proto'), { longs: Number, defaults: true });
const { Echo } = grpc.loadPackageDefinition(definition).grpc.tests;
const LIMITS = { 'grpc.max_receive_message_length': 16 << 20, 'grpc.max_send_message_length': 16 << 20 };

function failure(number) {
  const metadata = new grpc.Metadata();
  metadata.set('why', 'because');
  metadata.set('why-bin', Buffer.from([0, 255]));
  return { code: number, details: 'wünsch 100 %', metadata };
}

// ---- client

function unary(client, request, metadata = new grpc.Metadata(), options = {}) {
  return new Promise((resolve, reject) => {
    const seen = {};
    const call = client.Unary(request, metadata, options, (error, response) =>
      error ? reject(error) : setImmediate(() => resolve({ response, ...seen })));
    call.on('metadata', (m) => { seen.headers = m; });
    call.on('status', (s) => { seen.status = s; });
  });
}

async function readAll(call) {
  const responses = [];
  for await (const response of call) responses.push(response);
  return responses;
}

async function failureOf(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('no failure');
}

const scenarios = {
  async unary(client) {
    const { response } = await unary(client, { number: 7, payload: Buffer.from('seven') });
    assert.strictEqual(response.number, 7);
    assert.strictEqual(response.payload.toString(), 'seven');
  },
  async collect(client) {
    const response = await new Promise((resolve, reject) => {
      const call = client.Collect((error, r) => (error ? reject(error) : resolve(r)));
      for (let i = 1; i <= 100; i++) call.write({ number: i });
      call.end();
    });
    assert.strictEqual(response.number, 5050);
  },
  async expand(client) {
    const responses = await readAll(client.Expand({ number: 100 }));
    assert.deepStrictEqual(responses.map((r) => r.number), [...Array(100).keys()]);
  },
  async chat(client) {
    const call = client.Chat();
    for (let i = 0; i < 100; i++) call.write({ number: i });
    call.end();
    assert.strictEqual((await readAll(call)).length, 100);
  },
  async metadata(client) {
    const metadata = new grpc.Metadata();
    metadata.set('x-text', 'text');
    metadata.set('x-data-bin', Buffer.from([0, 1, 254, 255]));
    const { headers, status } = await unary(client, { wish: 'metadata' }, metadata);
    assert.deepStrictEqual(headers.get('x-text'), ['text']);
    assert.deepStrictEqual(status.metadata.get('x-data-bin'), [Buffer.from([0, 1, 254, 255])]);
  },
  async status(client) {
    for (let code = 1; code <= 16; code++) {
      const error = await failureOf(unary(client, { wish: 'status', number: code }));
      assert.strictEqual(error.code, code);
      assert.strictEqual(error.details, 'wünsch 100 %');
      assert.deepStrictEqual(error.metadata.get('why'), ['because']);
      assert.deepStrictEqual(error.metadata.get('why-bin'), [Buffer.from([0, 255])]);
    }
  },
  async deadline(client) {
    const error = await failureOf(unary(client, { wish: 'wait' }, undefined, { deadline: Date.now() + 200 }));
    assert.strictEqual(error.code, grpc.status.DEADLINE_EXCEEDED);
  },
  async cancel(client) {
    const call = client.Expand({ wish: 'wait' });
    call.once('data', () => call.cancel());
    const error = await new Promise((resolve) => call.on('error', resolve));
    assert.strictEqual(error.code, grpc.status.CANCELLED);
  },
  async stop(client) {
    const call = client.Chat();
    call.write({ wish: 'stop' });
    call.on('data', () => {});
    const error = await new Promise((resolve) => call.on('error', resolve));
    assert.strictEqual(error.code, grpc.status.FAILED_PRECONDITION);
  },
  async big(client) {
    const { response } = await unary(client, { payload: Buffer.alloc(3 << 20, 7) });
    assert.strictEqual(response.payload.length, 3 << 20);
  },
  async tooBig(client) {
    const error = await failureOf(unary(client, { payload: Buffer.alloc(5 << 20) }));
    assert.strictEqual(error.code, grpc.status.RESOURCE_EXHAUSTED);
  },
  async unknown(client) {
    const error = await failureOf(new Promise((resolve, reject) =>
      client.makeUnaryRequest('/grpc.tests.Echo/Nothing', (b) => b, (b) => b, Buffer.alloc(0), (e, r) => (e ? reject(e) : resolve(r)))));
    assert.strictEqual(error.code, grpc.status.UNIMPLEMENTED);
  },
  async gzip(client, port) {
    const packing = new Echo(
      `127.0.0.1:${port}`, grpc.credentials.createInsecure(), { ...LIMITS, 'grpc.default_compression_algorithm': 2 });
    const request = { payload: Buffer.alloc(100_000), wish: 'encoding' };
    const { response } = await unary(packing, request);
    assert.strictEqual(response.payload.length, 100_000);
    assert.strictEqual(response.wish, 'gzip');
    const call = packing.Chat();
    for (let i = 0; i < 20; i++) call.write({ number: i, payload: Buffer.alloc(2_000) });
    call.end();
    assert.strictEqual((await readAll(call)).length, 20);
    packing.close();
    assert.strictEqual((await unary(client, { wish: 'encoding' })).response.wish, 'identity');
  },
};

async function runClient(port) {
  const client = new Echo(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), LIMITS);
  for (const [name, scenario] of Object.entries(scenarios)) {
    try {
      await scenario(client, port);
      console.log(`ok ${name}`);
    } catch (error) {
      console.log(`FAILED ${name}: ${error.message.replaceAll('\n', ' ')}`);
    }
  }
  client.close();
}

// ---- server

const service = {
  Unary(call, callback) {
    const { wish, number } = call.request;
    if (wish === 'status') return callback(failure(number));
    if (wish === 'wait') return undefined;
    if (wish === 'metadata') {
      const [headers, trailers] = [new grpc.Metadata(), new grpc.Metadata()];
      headers.set('x-text', call.metadata.get('x-text')[0]);
      trailers.set('x-data-bin', call.metadata.get('x-data-bin')[0]);
      call.sendMetadata(headers);
      return callback(null, call.request, trailers);
    }
    return callback(null, call.request);
  },
  Collect(call, callback) {
    let number = 0;
    call.on('data', (request) => { number += request.number; });
    call.on('end', () => callback(null, { number }));
  },
  Expand(call) {
    if (call.request.wish === 'wait') {
      call.write(call.request);
      return;
    }
    for (let i = 0; i < call.request.number; i++) call.write({ number: i });
    call.end();
  },
  Chat(call) {
    call.on('data', (request) => {
      if (request.wish === 'stop') call.emit('error', failure(grpc.status.FAILED_PRECONDITION));
      else call.write(request);
    });
    call.on('end', () => call.end());
  },
};

function runServer() {
  const server = new grpc.Server(LIMITS);
  server.addService(Echo.service, service);
  server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    console.log(port);
  });
}

const [mode, port] = process.argv.slice(2);
if (mode === 'client') runClient(port);
else runServer();
