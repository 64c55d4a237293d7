// `node.mjs URL DESCRIPTORS TOKEN` runs the scenarios with Node's fetch. DESCRIPTORS is the contract as a FileDescriptorSet.

import { readFileSync } from 'node:fs';
import { connect, registryOf, run } from './scenarios.mjs';

const [url, descriptors, token] = process.argv.slice(2);
const registry = registryOf(readFileSync(descriptors));
(await run('connect', connect({ url, registry, token }))).forEach((line) => console.log(line));
