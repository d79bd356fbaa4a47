import { afterAll, beforeAll } from "vitest";
import { type Network, startNetwork } from "../network.ts";

let network: Network;

beforeAll(async () => {
  network = await startNetwork();
});

afterAll(() => network?.[Symbol.asyncDispose]());

/** The network that all suites of this folder run against, one after another. */
export const clientsNetwork = (): Network => network;
