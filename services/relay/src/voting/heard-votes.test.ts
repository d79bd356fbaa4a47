import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Hex } from "@pha/codec";
import type { SignedVote } from "@pha/wire";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openHeardVotes } from "./heard-votes.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "heard-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const addressOf = (digit: string): Hex => `0x${digit.repeat(40)}`;
const nilOf = (validator: Hex, number: number, round = 0, value = "relay.WrongHeader"): SignedVote => ({
  vote: { number, round, setId: 0n, choice: { type: "Nil", value }, validator, signature: `0x${"33".repeat(65)}` },
  header: undefined,
});

it("keeps each validator's newest vote, the first of two for one round, over a restart", () => {
  const [one, two] = [addressOf("1"), addressOf("2")];
  const file = join(folder, "heard.db");
  {
    using heard = openHeardVotes(file);
    for (const signed of [nilOf(one, 4), nilOf(one, 5, 1), nilOf(one, 5, 0), nilOf(one, 3), nilOf(two, 1)])
      heard.keep(signed);
    heard.keep(nilOf(one, 5, 1, "another"));
    expect(heard.find(one)).toEqual(nilOf(one, 5, 1));
  }
  using heard = openHeardVotes(file);
  expect([one, two, addressOf("3")].map(heard.find)).toEqual([nilOf(one, 5, 1), nilOf(two, 1), undefined]);
});
