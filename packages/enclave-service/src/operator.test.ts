import { type Hex, toHex, utf8 } from "@pha/codec";
import { accessState, type Call, makeCall } from "@pha/frame";
import { runtime } from "@pha/runtime";
import { system, transactionErrors } from "@pha/runtime/spec";
import { silentLog as log } from "@pha/service-kit/log";
import { FakeBus } from "@pha/service-kit/testing";
import { subjects } from "@pha/wire";
import { expect, it } from "vitest";
import { makeOperator } from "./operator.ts";

const genesisHash: Hex = `0x${"11".repeat(32)}`;

/** A chain that takes one extrinsic per nonce and account, and executes it at once. */
class FakeChain {
  readonly bus = new FakeBus();
  readonly effects: string[] = [];
  /** Extrinsics that came too late for their nonce. */
  lost = 0;
  readonly #state = new Map<Hex, Uint8Array>();

  constructor() {
    this.bus.reply(subjects.proofGet, ({ keys }) => ({
      number: 1,
      values: keys.map((key) => this.#state.get(toHex(key))),
      proof: new Uint8Array(),
    }));
    this.bus.reply(subjects.submit, (bytes) => this.#take(bytes));
  }

  #take(bytes: Uint8Array) {
    const { signed, call, hash } = runtime.decodeExtrinsic(bytes);
    if (!signed) throw transactionErrors.Call();
    const { account } = accessState(system, {
      get: (key) => this.#state.get(key),
      put: (key, value) => void this.#state.set(key, value as Uint8Array),
    });
    const known = account.get(signed.signer);
    if (signed.extra.nonce !== known.nonce) {
      this.lost++;
      throw transactionErrors.Stale();
    }
    account.put(signed.signer, { ...known, nonce: known.nonce + 1 });
    this.effects.push(new TextDecoder().decode((call.value.value as { remark: Uint8Array }).remark));
    return { hash };
  }
}

const remark = (text: string): Call => makeCall(system, "remark", { remark: utf8(text) });

/** What one replica wants done, until it is. */
const want = (chain: FakeChain, text: string) => async () => (chain.effects.includes(text) ? undefined : remark(text));

const start = ({ bus }: FakeChain, signal = new AbortController().signal) =>
  makeOperator({ uri: "//Ferdie", genesisHash, bus, log, signal });

it("has both effects of two replicas that share an account, although they take the same nonce", async () => {
  const chain = new FakeChain();
  const [one, other] = [start(chain), start(chain)];
  expect(one.account).toBe(other.account);
  await Promise.all([one.ensure("one", want(chain, "one")), other.ensure("other", want(chain, "other"))]);
  expect(chain.effects.toSorted()).toEqual(["one", "other"]);
  expect(chain.lost).toBe(1);
});

it("submits nothing when the effect is there already", async () => {
  const chain = new FakeChain();
  chain.effects.push("done");
  await start(chain).ensure("done", want(chain, "done"));
  expect(chain.bus.requested).not.toContain(subjects.submit.subject);
});

it("tries again when the calls cannot be made yet, and gives a fault to whoever asked", async () => {
  const chain = new FakeChain();
  let first = true;
  await start(chain).ensure("later", async () => {
    if (first) {
      first = false;
      throw transactionErrors.Future();
    }
    return want(chain, "later")();
  });
  expect(chain.effects).toEqual(["later"]);
  const fault = new TypeError("a fault");
  await expect(start(chain).ensure("fault", () => Promise.reject(fault))).rejects.toBe(fault);
});

it("ends when told to stop, with its work undone", async () => {
  const chain = new FakeChain();
  const stop = new AbortController();
  await start(chain, stop.signal).ensure("never", async () => {
    stop.abort();
    throw transactionErrors.Future();
  });
  expect(chain.effects).toEqual([]);
});
