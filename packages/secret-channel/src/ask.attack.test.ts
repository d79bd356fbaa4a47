import { type Hex, toHex } from "@pha/codec";
import { purePrimitives as primitives } from "@pha/crypto";
import { attack } from "@pha/testkit/attack";
import { expect } from "vitest";
import { type Ask, type Asked, askerSecret, replyMac, wayToWorker } from "./ask.ts";

const word = (byte: string): Hex => `0x${byte.repeat(32)}`;
const genesis = word("6e");
const session = primitives.x25519.generate();
const way = wayToWorker(primitives, genesis, toHex(session.publicKey));
const asked: Asked = {
  type: "Query",
  value: { contract: word("c1"), enc: word("07"), ciphertext: Uint8Array.of(1, 2) },
};
const reply = Uint8Array.of(0, 4, 42);

/** What the session's enclave proves. */
function prove(ask: Ask, said = reply) {
  const secret = askerSecret(primitives, genesis, session.privateKey, ask.asker);
  return { reply: said, mac: replyMac(primitives, secret, ask, said) };
}

attack("pass off as a worker's reply what its enclave did not say to just this request", async ({ held }) => {
  const { ask, holds } = way.ask(asked);
  const proven = prove(ask);
  expect(holds(proven)).toBe(true);
  const refused = (what: string, claim: typeof proven) => held(what, () => expect(holds(claim)).toBe(false));
  await refused("the reply is in the MAC", { ...proven, reply: Uint8Array.of(0, 4, 43) });
  await refused("the reply is in the MAC", { ...proven, reply: reply.subarray(0, 2) });
  await refused("the MAC is 32 bytes of a key nobody else has", { ...proven, mac: word("00") });
  await refused("each request has a nonce", prove(way.ask(asked).ask));
  const other = { ...asked, value: { ...asked.value, ciphertext: Uint8Array.of(1, 3) } } as Asked;
  await refused("what is asked is in the MAC", prove({ ...ask, asked: other }));
  const receipts: Asked = { type: "Receipts", value: { contract: word("c1"), before: undefined } };
  await refused("what is asked is in the MAC", prove({ ...ask, asked: receipts }));
  const elsewhere = wayToWorker(primitives, genesis, toHex(session.publicKey)).ask(asked);
  await refused(
    "each asker has a secret",
    prove({ ...elsewhere.ask, asker: { ...elsewhere.ask.asker, nonce: ask.asker.nonce } }),
  );
});

attack("prove a reply as another session, or to an asker of another network", async ({ refused }) => {
  const { ask } = way.ask(asked);
  const another = primitives.x25519.generate();
  await refused("channel.Undecipherable", () => askerSecret(primitives, genesis, another.privateKey, ask.asker));
  await refused("channel.Undecipherable", () => askerSecret(primitives, word("6f"), session.privateKey, ask.asker));
  for (const enc of ["00", "ed"].map(word))
    await refused("channel.Undecipherable", () =>
      askerSecret(primitives, genesis, session.privateKey, { ...ask.asker, enc }),
    );
});
