// The contract: its services, read from the .proto files; their types are made of the same files by `npm ci` (see package.json).
// The comments in proto/exchange/v1 are the reference.

import { fileURLToPath } from 'node:url';
import { loadPackageDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { ProtoGrpcType as Accounts } from './contract/accounts.js';
import type { ProtoGrpcType as MarketData } from './contract/market_data.js';
import type { ProtoGrpcType as Markets } from './contract/markets.js';
import type { ProtoGrpcType as Trading } from './contract/trading.js';

export type { Balances } from './contract/exchange/v1/Balances.js';
export type { Depth } from './contract/exchange/v1/Depth.js';
export type { Event } from './contract/exchange/v1/Event.js';
export type { InstructionInput } from './contract/exchange/v1/Instruction.js';
export type { ListMarketsResponse } from './contract/exchange/v1/ListMarketsResponse.js';
export type { MarketState } from './contract/exchange/v1/MarketState.js';
export type { MarketUpdate } from './contract/exchange/v1/MarketUpdate.js';
export type { MarketDataClient } from './contract/exchange/v1/MarketData.js';
export type { OpenSessionInput } from './contract/exchange/v1/OpenSession.js';
export type { ReplaceOrderInput } from './contract/exchange/v1/ReplaceOrder.js';
export type { ScheduleInput } from './contract/exchange/v1/Schedule.js';
export type { SessionRequestInput } from './contract/exchange/v1/SessionRequest.js';
export type { SessionResponse } from './contract/exchange/v1/SessionResponse.js';
export type { SubmitBidInput } from './contract/exchange/v1/SubmitBid.js';
export type { TradingClient } from './contract/exchange/v1/Trading.js';

const protos = fileURLToPath(new URL('../../../../proto', import.meta.url));
const files = ['accounts', 'market_data', 'markets', 'trading'].map((name) => `exchange/v1/${name}.proto`);
const definition = loadSync(files, { includeDirs: [protos], longs: Number, enums: String, defaults: true, oneofs: true });

export const services = (loadPackageDefinition(definition) as unknown as Accounts & MarketData & Markets & Trading).exchange.v1;
