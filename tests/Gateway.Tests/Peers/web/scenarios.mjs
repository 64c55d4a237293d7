// Calls of the gateway by gRPC-Web and the contract alone, in a browser's page or in Node.js. The market is "lit"; the token is
// that of a trader.

import { createFileRegistry, create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { createGrpcWebTransport } from '@connectrpc/connect-web';
import * as grpcWeb from 'grpc-web';

const [BUY, SELL] = [1, 2];
const PATIENCE_MS = 40_000;

function equal(actual, expected) {
  const [a, b] = [actual, expected].map((value) => JSON.stringify(value));
  if (a !== b) throw new Error(`${a} is not ${b}`);
}

async function failureOf(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('no failure');
}

function limit(id, side, quantity, price) {
  return { instruction: { action: { case: 'submit', value: { market: 'lit', id: BigInt(id), bid: { case: 'limit', value: { side, quantity, price } } } } } };
}

/** With connect-web: messages in binary, by fetch. */
export function connect({ url, registry, token }) {
  const transport = createGrpcWebTransport({ baseUrl: url });
  const client = (service) => createClient(registry.getService(service), transport);
  const headers = { authorization: `Bearer ${token}` };
  return {
    async unary() {
      const { markets } = await client('exchange.v1.Markets').list({}, { headers });
      equal(markets.map((market) => market.definition.id), ['lit']);
    },

    async refused() {
      const stranger = ConnectError.from(await failureOf(client('exchange.v1.Markets').list({})));
      equal([stranger.code, stranger.rawMessage], [Code.Unauthenticated, "a token is missing: send metadata 'authorization: Bearer TOKEN'"]);
      const trader = ConnectError.from(await failureOf(client('exchange.v1.Accounts').list({}, { headers })));
      equal(trader.code, Code.PermissionDenied);
      const unknown = ConnectError.from(await failureOf(client('exchange.v1.MarketData').getDepth({ market: 'none' }, { headers })));
      equal([unknown.code, unknown.rawMessage.split(':')[0]], [Code.NotFound, 'UNKNOWN_MARKET']);
    },

    async stream() {
      const trading = client('exchange.v1.Trading');
      const ending = new AbortController();
      const updates = [];
      for await (const response of client('exchange.v1.MarketData').subscribe({ markets: ['lit'] }, { headers, signal: ending.signal })) {
        const isFirst = updates.length === 0;
        updates.push(...response.updates);
        if (isFirst) await trading.submit(limit(1, BUY, '3', '8'), { headers });
        if (updates.length > 1) break;
      }
      ending.abort();
      equal(updates.map((update) => update.update.case), ['snapshot', 'level']);
      equal(updates[1].update.value.quantity, '3');
      await trading.submit({ instruction: { action: { case: 'cancelAll', value: {} } } }, { headers });
    },

    async streamRefused() {
      const error = await failureOf((async () => {
        for await (const _ of client('exchange.v1.MarketData').subscribe({ markets: ['none'] }, { headers })) throw new Error('served');
      })());
      equal(ConnectError.from(error).code, Code.NotFound);
    },

    async deadline() {
      const error = ConnectError.from(await failureOf((async () => {
        for await (const _ of client('exchange.v1.MarketData').subscribe({ markets: ['lit'] }, { headers, timeoutMs: 500 }));
      })()));
      equal(error.code, Code.DeadlineExceeded);
    },

    async health() {
      equal((await client('grpc.health.v1.Health').check({})).status, 1);
    },
  };
}

/** With gRPC's own client, by XMLHttpRequest: unary calls in a format, and streams, which it can read in text only. */
export function official({ url, registry, token }, format) {
  const client = new grpcWeb.GrpcWebClientBase({ format });
  const metadata = { authorization: `Bearer ${token}` };

  function method(service, name, type) {
    const { input, output } = registry.getService(service).methods.find((found) => found.name === name);
    const path = `/${service}/${name}`;
    const descriptor = new grpcWeb.MethodDescriptor(
      path, type, Object, Object, (message) => toBinary(input, message), (bytes) => fromBinary(output, bytes));
    return { address: url + path, descriptor, input };
  }

  function unary(service, name, request, headers) {
    const { address, descriptor, input } = method(service, name, grpcWeb.MethodType.UNARY);
    return client.unaryCall(address, create(input, request), headers, descriptor);
  }

  const scenarios = {
    async unary() {
      const { markets } = await unary('exchange.v1.Markets', 'List', {}, metadata);
      equal(markets.map((market) => market.definition.id), ['lit']);
    },

    async refused() {
      const stranger = await failureOf(unary('exchange.v1.Markets', 'List', {}, {}));
      equal([stranger.code, stranger.message], [16, "a token is missing: send metadata 'authorization: Bearer TOKEN'"]);
      const trader = await failureOf(unary('exchange.v1.Accounts', 'List', {}, metadata));
      equal(trader.code, 7);
    },
  };
  if (format === 'text') {
    scenarios.stream = () => new Promise((resolve, reject) => {
      const { address, descriptor, input } = method('exchange.v1.MarketData', 'Subscribe', grpcWeb.MethodType.SERVER_STREAMING);
      const stream = client.serverStreaming(address, create(input, { markets: ['lit'] }), metadata, descriptor);
      const updates = [];
      stream.on('error', reject);
      stream.on('data', (response) => {
        if (updates.length === 0) unary('exchange.v1.Trading', 'Submit', limit(2, SELL, '4', '9'), metadata).catch(reject);
        updates.push(...response.updates);
        if (updates.length > 1) {
          stream.cancel();
          resolve();
        }
      });
    });
    scenarios.streamRefused = async () => {
      const { address, descriptor, input } = method('exchange.v1.MarketData', 'Subscribe', grpcWeb.MethodType.SERVER_STREAMING);
      const error = await new Promise((resolve) =>
        client.serverStreaming(address, create(input, { markets: ['none'] }), metadata, descriptor).on('error', resolve));
      equal(error.code, 5);
    };
  }
  return scenarios;
}

export function registryOf(descriptors) {
  return createFileRegistry(fromBinary(FileDescriptorSetSchema, descriptors));
}

/** Runs scenarios one after the other; a line for each. */
export async function run(name, scenarios) {
  const lines = [];
  for (const [scenario, body] of Object.entries(scenarios)) {
    let timer;
    const tooLong = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error('it takes too long')), PATIENCE_MS);
    });
    try {
      await Promise.race([body(), tooLong]);
      lines.push(`ok ${name} ${scenario}`);
    } catch (error) {
      lines.push(`FAILED ${name} ${scenario}: ${error.message.replaceAll('\n', ' ')}`);
    } finally {
      clearTimeout(timer);
    }
  }
  return lines;
}
