import { afterAll, beforeAll } from "vitest";
import { startWholeNetwork, type WholeNetwork } from "../whole-network.ts";

let network: WholeNetwork;

beforeAll(async () => {
  network = await startWholeNetwork({ miners: 2 });
});
afterAll(() => network?.[Symbol.asyncDispose]());

/** The network with two miners that all suites of this folder run against, one after another; each leaves it well. */
export const biddingNetwork = (): WholeNetwork => network;
