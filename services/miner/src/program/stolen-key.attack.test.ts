import { utf8 } from "@pha/codec";
import { openWith } from "@pha/crypto";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import { channelInfo, openCommand, type Scope, sealCommand, sealQuery } from "@pha/secret-channel";
import { attack } from "@pha/testkit/attack";
import { expect, vi } from "vitest";
import { type EpochKeys, obtainKeys } from "./contract-keys.ts";
import { ClusterLedger, cluster, collect, word } from "./testing.ts";

// Pairings in JavaScript take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const id = word(0xc1);
const codeHash = word(0xcd);
const alice = word(0xa1);
const call = { method: "bid", args: utf8("[1]") };

/** A contract's keys of four epochs, as its worker is given them. */
async function setup() {
  const chain = new ClusterLedger();
  const core = chain.core();
  core.advance(chain.ledger.block());
  const wanted = [0, 1, 2, 3].map((epoch) => ({ contract: id, codeHash, epoch }));
  const keys = await collect(obtainKeys(core, { cluster, generation: 1 }, wanted));
  const scopeOf = (epoch: number): Scope => ({ genesis: chain.ledger.genesisHash, contract: id, codeHash, epoch });
  return { keys, scopeOf };
}

attack("read another epoch's commands and queries with a contract's key of one", async ({ refused, held }) => {
  const { keys, scopeOf } = await setup();
  const { encrypt } = keys[1] as EpochKeys;
  for (const { epoch, publicKey } of keys) {
    const { sealed } = sealCommand(primitives, publicKey, scopeOf(epoch), alice, call);
    const query = sealQuery(primitives, publicKey, scopeOf(epoch), { call, issued: 1 }).sealed;
    const open = () => openCommand(primitives, encrypt, scopeOf(epoch), alice, sealed);
    const info = channelInfo("query", scopeOf(epoch));
    const openAsked = () => openWith(primitives, encrypt, query.enc, info, new Uint8Array(), query.ciphertext);
    if (epoch === 1) {
      await held("its own epoch it opens", () => expect(open().call()).toEqual(call));
      openAsked();
    } else {
      await refused("channel.Undecipherable", open);
      await refused("crypto.Undecryptable", openAsked);
    }
  }
});

attack("have a command of one epoch executed as one of another", async ({ refused }) => {
  const { keys, scopeOf } = await setup();
  const [old, next] = keys as [EpochKeys, EpochKeys];
  const { sealed } = sealCommand(primitives, old.publicKey, scopeOf(0), alice, call);
  for (const { encrypt } of [old, next])
    await refused("channel.Undecipherable", () => openCommand(primitives, encrypt, scopeOf(1), alice, sealed));
});
