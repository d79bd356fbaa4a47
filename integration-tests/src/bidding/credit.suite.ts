import { join } from "node:path";
import { utf8 } from "@pha/codec";
import { walk } from "@pha/contract-credit-check/walk";
import { bundleContract } from "@pha/contract-kit/build";
import { expect, it } from "vitest";
import { alice, bob, charlie } from "../parties.ts";
import { biddingNetwork } from "./network.ts";

const folder = join(import.meta.dirname, "../../../contracts/credit-check");

it("a lender learns of two people's credentials what both agreed to", async () => {
  const { code } = await bundleContract(folder);
  const contract = await biddingNetwork().client.deploy(alice, { code: utf8(code) });
  const lines: string[] = [];
  const result = await walk(contract, { lender: alice, ann: bob, ben: charlie }, (line) => lines.push(line));
  expect(result).toMatchObject({ band: "A", limit: 167_000 });
  expect(lines).toHaveLength(4);
});
