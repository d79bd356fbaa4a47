import { fromHex, type Hex } from "@pha/codec";
import { signEcdsa } from "@pha/crypto/node";
import { certify } from "@pha/light-client/testing";
import { developmentValidators } from "@pha/runtime/spec";
import { subjects, type ValidatorState, vouched } from "@pha/wire";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { commitBlock, committed } from "../author/commit-block.ts";
import { advance } from "../memory/memory.ts";
import { nothing, openTestRecovery } from "../testing/open-test-recovery.ts";
import { type Ground, openGround, validatorSet } from "../testing/test-chain.ts";
import { requestStates } from "./request-validators.ts";

let ground: Ground;
let chain: Awaited<ReturnType<typeof openTestRecovery>>;

beforeAll(async () => {
  ground = await openGround();
  await (await ground.start())[Symbol.asyncDispose](); // writes genesis
});
afterAll(() => ground[Symbol.asyncDispose]());
beforeEach(async () => {
  chain = await openTestRecovery(ground.config);
});
afterEach(() => chain[Symbol.asyncDispose]());

const remembersNothing = { state: nothing };
const isSilent = {};
const request = () => requestStates(chain.bus, chain.ledger.genesis.hash, validatorSet);

describe("validators that are asked what they remember", () => {
  it("have answered enough with a quorum, or when nobody else is there", async () => {
    expect(await request()).toEqual({ states: [], isEnough: true });
    await chain.answer(remembersNothing, remembersNothing);
    expect(await request()).toEqual({ states: [nothing, nothing], isEnough: true });
  });

  it("have answered enough with a quorum, though another is silent", async () => {
    await chain.answer(remembersNothing, remembersNothing, remembersNothing, isSilent);
    expect(await request()).toEqual({ states: [nothing, nothing, nothing], isEnough: true });
  });

  it("have not answered enough without a quorum while one is there that is silent", async () => {
    await chain.answer(remembersNothing, remembersNothing, isSilent);
    expect(await request()).toEqual({ states: [nothing, nothing], isEnough: false });
  });

  it("are not believed what they said to an earlier question", async () => {
    const [{ secret, public: validator }] = developmentValidators as [(typeof developmentValidators)[0]];
    let first: { readonly answer: ValidatorState; readonly signature: Hex } | undefined;
    await using served = chain.relay.serve(subjects.validatorState, { at: { validator } }, ({ request: question }) => {
      const digest = vouched.state.digest(chain.ledger.genesis.hash, question, nothing);
      first ??= { answer: nothing, signature: signEcdsa(fromHex(secret), digest) };
      return first;
    });
    await served.ready;
    expect((await request()).states).toEqual([nothing]);
    expect((await request()).states).toEqual([]);
  });
});

describe("a chain that asks what validators remember", () => {
  const recover = () => chain.recovery.perform(chain.lease);

  it("is done when enough have answered", async () => {
    await chain.answer(remembersNothing, remembersNothing, remembersNothing);
    await recover();
    expect(chain.recovery.isDue()).toBe(false);
  });

  it("makes no first block while they are there and do not answer, but not for ever", async () => {
    const unsigned = { answer: nothing, signature: `0x${"11".repeat(65)}` as const };
    await using served = chain.relay.serve(subjects.validatorState, {}, () => unsigned);
    await served.ready;
    let asked = 0;
    for (; chain.recovery.isDue(); asked++) await recover();
    expect(asked).toBeGreaterThan(1);
  });

  it("has not to wait for them with blocks of its own", async () => {
    const sealed = await chain.make();
    await commitBlock(chain.db, sealed, chain.lease.epoch);
    advance(chain, committed(sealed));
    await chain.answer(isSilent, isSilent);
    await recover();
    expect(chain.recovery.isDue()).toBe(false);
  });

  it("waits for a block that a quorum certified, until somebody shows it, and for none that is merely said", async () => {
    const sealed = await chain.make();
    const knows = (signers: number): ValidatorState => {
      const secrets = developmentValidators.slice(0, signers).map(({ secret }, at) => [at, fromHex(secret)] as const);
      const certificate = certify(chain.ledger.genesis.hash, validatorSet, sealed.header, new Map(secrets));
      return { certified: { header: sealed.header, certificate }, vote: undefined };
    };
    const said = await chain.answer({ state: knows(2) });
    await recover();
    expect(chain.recovery.isDue()).toBe(false);
    await said[Symbol.asyncDispose]();
    await chain.answer({ state: knows(3) });
    await recover();
    expect(chain.recovery.isDue()).toBe(true);
  });

  it("asks again when finality stands still, also when that is found while it asks", async () => {
    await chain.answer(remembersNothing, remembersNothing, remembersNothing);
    await recover();
    chain.recovery.suspect();
    expect(chain.recovery.isDue()).toBe(true);
    const asking = recover();
    chain.recovery.suspect();
    await asking;
    expect(chain.recovery.isDue()).toBe(true);
  });
});
