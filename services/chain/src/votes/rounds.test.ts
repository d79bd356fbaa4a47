import { makeNilCertificate } from "@pha/light-client";
import { makeNetwork } from "@pha/light-client/testing";
import { expect, it } from "vitest";
import { Rounds } from "./rounds.ts";

it("a height is proposed in the round behind the one that was closed, every other height in the first", () => {
  const rounds = new Rounds();
  expect(rounds.at(3)).toEqual({ round: 0, closed: undefined });
  const closed = makeNilCertificate({ number: 3, round: 1, setId: 0n }, makeNetwork(4).set, new Map());
  rounds.close(closed);
  expect(rounds.at(3)).toEqual({ round: 2, closed });
  expect(rounds.at(4)).toEqual({ round: 0, closed: undefined });
});
