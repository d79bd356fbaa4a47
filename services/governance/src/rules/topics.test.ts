import { governanceApi } from "@pha/api";
import { type CodedError, errors, fromJson } from "@pha/codec";
import { bodyNames, registered } from "@pha/runtime/spec";
import { describe, expect, it } from "vitest";
import { topics } from "./topics.ts";

const { topic: asked } = governanceApi.history.list.query;
const hash = `0x${"0a".repeat(32)}` as const;
const all: Readonly<Record<keyof typeof topics, readonly string[]>> = {
  referendum: [0, 7, 4_294_967_295].map(topics.referendum),
  proposal: [topics.proposal(3)],
  proposals: [topics.proposals()],
  motion: bodyNames.map((body) => topics.motion(body, hash)),
  spend: [topics.spend(0)],
  bounty: [topics.bounty(12)],
  tip: [topics.tip(hash)],
  call: [topics.call(hash)],
  parameter: registered.map(({ pallet, field }) => topics.parameter(pallet.name, field)),
  external: [topics.external()],
  delegations: [topics.delegations()],
  elections: [topics.elections()],
  committee: [topics.committee()],
  treasury: [topics.treasury()],
  pool: [topics.pool(0)],
  vault: [topics.vault(7)],
};

/** The forms that a refusal tells. */
function told(): string {
  try {
    fromJson(asked, "no topic");
  } catch (error) {
    return String((error as CodedError).data["expected"]);
  }
  return expect.fail("it was not refused");
}

describe("the topic that events are asked for by, and hooks are made for", () => {
  it("is any that they have, or what is above some of them", () => {
    for (const topic of Object.values(all).flat())
      for (const line = topic.split("/"); line.length > 0; line.pop())
        expect(fromJson(asked, line.join("/"))).toBe(line.join("/"));
  });

  it("has the forms that are told, and each of them is that of some", () => {
    const formOf = (topic: string) =>
      topic
        .replace(/^parameter\/.*/, "parameter/PALLET.NAME")
        .replace(hash, "HASH")
        .replace(/\/\d+$/, "/NUMBER");
    const forms = new Set(Object.values(all).flat().map(formOf));
    expect(told().split(", ").sort()).toEqual([...forms].sort());
  });

  it.each([
    "referendun/1",
    "referendum/abc",
    "referendum/\0",
    "referendum/",
    "referendum/01",
    "referendum/1 ",
    "Treasury",
    "motion/counsel",
    "treasury/x",
    `motion/council/${hash.toUpperCase()}`,
    `tip/${hash}00`,
    "parameter/Democracy.nothing",
    "",
  ])("is refused as %s, with those that there are", (topic) => {
    const refusal = expect.objectContaining({
      code: errors.BadJson.code,
      message: expect.stringMatching(/referendum\/NUMBER, .*motion\/council\/HASH.*treasury/),
    });
    expect(() => fromJson(asked, topic)).toThrow(refusal);
  });

  it("is refused with the one that was probably meant", () => {
    expect(() => fromJson(asked, "treasurey")).toThrow("meant: treasury");
    expect(() => fromJson(asked, "referenda")).toThrow("meant: referendum");
    expect(() => fromJson(asked, "motion/counsil")).toThrow("meant: motion/council");
    expect(() => fromJson(asked, "parameter/Democracy.votin")).toThrow("meant: parameter/Democracy.");
  });
});
