// What the examples have in common: where the exchange is, who calls, and how they end.

import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { connect, type Client } from './exchange.js';

const common = { url: '', token: '', ca: '', cert: '', key: '' };

/** Reads `--name value` and what stands alone; the names, beside url, token, ca, cert and key, are those of the defaults. */
export function options<T extends Record<string, string>>(defaults: T): { asked: typeof common & T; rest: string[] } {
  const all = { ...common, ...defaults };
  try {
    const { values, positionals } = parseArgs({
      options: Object.fromEntries(Object.keys(all).map((name) => [name, { type: 'string' as const }])),
      allowPositionals: true,
    });
    return { asked: { ...all, ...values }, rest: positionals };
  } catch (error) {
    return fail(error, 2);
  }
}

/** The exchange that was asked for. */
export function client({ url, token, ca, cert, key }: typeof common): Client {
  return connect(url, token, { ca: ca || undefined, cert: cert || undefined, key: key || undefined });
}

/** Runs until Ctrl-C or SIGTERM, which abort the signal; what goes wrong is a line on stderr and exit code 1. */
export async function run(main: (stop: AbortSignal) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  try {
    await main(stop.signal);
    process.exit();
  } catch (error) {
    fail(error, 1);
  }
}

function fail(error: unknown, exitCode: number): never {
  console.error(`${basename(process.argv[1] ?? '')}: ${error instanceof Error ? error.message : error}`);
  process.exit(exitCode);
}
