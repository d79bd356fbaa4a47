import { serviceErrors } from "@pha/api";
import { encode } from "@pha/codec";
import { type Header, headerHash, Proposal } from "@pha/light-client";
import { certify, makeBlock, makeNetwork, makeSet, secretsOf } from "@pha/light-client/testing";
import type { Bus } from "@pha/service-kit/bus";
import { silentLog } from "@pha/service-kit/log";
import { subjects } from "@pha/wire";
import { describe, expect, it } from "vitest";
import { errors } from "../errors.ts";
import type { Validator } from "../voting/validator.ts";
import { startFollower } from "./follower.ts";

const { genesisHash, genesis, set, startClient } = makeNetwork(4);
const all = [0, 1, 2, 3];
const second = makeSet(1n, all);
const block1 = makeBlock(genesis);
const block2 = makeBlock(block1, { nextSet: second });
const block3 = makeBlock(block2);
const block4 = makeBlock(block3);
const setOf = (header: Header) => (header.number <= 2 ? set : second);
const finalizedOf = (header: Header) => ({
  header,
  certificate: certify(genesisHash, setOf(header), header, secretsOf(all)),
  messages: [],
});

/** A chain that has certified some blocks and proposed the next; pages of two. */
function setup(chain: { certified: readonly Header[]; proposed?: Header; absent?: boolean }) {
  const client = startClient();
  const proposed: number[] = [];
  const asked: number[] = [];
  const validator: Validator = {
    get certified() {
      return { number: client.head.header.number, hash: client.head.hash };
    },
    async propose({ header }) {
      proposed.push(header.number);
    },
    certify: (header, certificate) => client.accept(header, certificate),
    find: () => undefined,
    remembered: () => ({ certified: undefined, vote: undefined }),
    unasked: () => undefined,
    recall() {},
    async [Symbol.asyncDispose]() {},
  };
  const request = async (subject: unknown, _: unknown, question: { from: number; number: number }) => {
    if (chain.absent) throw serviceErrors.BusNoResponders();
    if (subject === subjects.finalizedGet) {
      asked.push(question.from);
      return chain.certified
        .filter(({ number }) => number >= question.from)
        .slice(0, 2)
        .map(finalizedOf);
    }
    if (chain.proposed?.number !== question.number) throw errors.NotChild();
    const witness = { values: [], proof: new Uint8Array() };
    const bytes = encode(Proposal, { header: chain.proposed, extrinsics: [], witness, closed: undefined });
    return { hash: headerHash(chain.proposed), total: bytes.length, bytes };
  };
  const follower = startFollower({ bus: { request: request as Bus["request"] }, validator, log: silentLog });
  return { follower, validator, proposed, asked };
}

describe("a follower", () => {
  it("catches up page by page at start, then fetches the proposal that is open", async () => {
    const { follower, validator, proposed, asked } = setup({ certified: [block1, block2, block3], proposed: block4 });
    expect(follower.check).toThrow(expect.objectContaining({ code: errors.NotCaughtUp.code }));
    await follower[Symbol.asyncDispose]();
    expect(validator.certified.number).toBe(3);
    expect(asked).toEqual([1, 3, 4]);
    expect(proposed).toEqual([4]);
    follower.check();
  });

  it("asks again when its first question found nobody, whatever is proposed meanwhile", async () => {
    const chain = { certified: [block1], proposed: block2, absent: true };
    const { follower, validator } = setup(chain);
    chain.absent = false;
    await expect.poll(() => validator.certified.number, { timeout: 10_000 }).toBe(1);
    follower.check();
    await follower[Symbol.asyncDispose]();
  });

  it("takes a later certificate at once while the validators stay", async () => {
    const { follower, validator } = setup({ certified: [] });
    const { header, certificate } = finalizedOf(block2);
    await follower.finalized(header, certificate);
    expect(validator.certified.number).toBe(2);
    await follower[Symbol.asyncDispose]();
  });

  it("fetches the change of validators that lies between", async () => {
    const certified: Header[] = [];
    const { follower, validator } = setup({ certified });
    await follower.finalized(block1, finalizedOf(block1).certificate);
    certified.push(block1, block2, block3);
    await follower.finalized(block3, finalizedOf(block3).certificate);
    expect(validator.certified.number).toBe(3);
    await follower[Symbol.asyncDispose]();
  });

  it("passes on that a certificate does not hold", async () => {
    const { follower, validator } = setup({ certified: [] });
    const forged = certify(genesisHash, set, block1, secretsOf([5, 6, 7, 8]));
    await expect(follower.finalized(block1, forged)).rejects.toMatchObject({ code: "light-client.BadSignature" });
    expect(validator.certified.number).toBe(0);
    await follower[Symbol.asyncDispose]();
  });
});
