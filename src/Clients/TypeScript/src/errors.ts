// What can go wrong.

import { status, type ServiceError } from '@grpc/grpc-js';

/** What the exchange, or the way to it, says no to; `code` is gRPC's status, by name. */
export class ExchangeError extends Error {
  constructor(readonly code: string, readonly detail: string) {
    super(`${code}: ${detail}`);
    this.name = new.target.name;
  }

  /** Of a failed call. */
  static of(error: unknown): ExchangeError {
    return isServiceError(error) ? new this(status[error.code], error.details) : new this('BROKEN', String(error));
  }
}

/** The session is over; whether what had no answer was carried out is unknown. */
export class SessionFailed extends ExchangeError {}

/** An instruction that was refused and changed nothing; `reason` is one of the numbered list's, by name. */
export class Refused extends Error {
  constructor(readonly reason: string, readonly detail: string) {
    super(detail ? `${reason}: ${detail}` : reason);
    this.name = 'Refused';
  }
}

/** Whether it is that of a failed call. */
export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && 'details' in error;
}
