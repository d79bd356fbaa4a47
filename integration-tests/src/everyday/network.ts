import { afterAll, beforeAll } from "vitest";
import { startWholeNetwork, type WholeNetwork } from "../whole-network.ts";

let network: WholeNetwork;

beforeAll(async () => {
  network = await startWholeNetwork({ miners: 1, logLevel: "debug" });
});

afterAll(() => network?.[Symbol.asyncDispose]());

/** The network with one miner that all suites of this folder run against, one after another; each leaves it well. */
export const everydayNetwork = (): WholeNetwork => network;
