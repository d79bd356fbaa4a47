import { fromHex } from "@pha/codec";
import { openWith, pad, purePrimitives, sealTo } from "@pha/crypto";
import { attack } from "@pha/testkit/attack";
import fc from "fast-check";
import { openCommand, sealCommand } from "./command.ts";
import { channelInfo } from "./scope.ts";
import { alice, bob, call, contractKey, contractKeys, otherScopes, scope } from "./testing/parties.ts";

const { privateKey } = contractKeys;
const { sealed } = sealCommand(purePrimitives, contractKey, scope, alice.accountId, call);
const aad = fromHex(alice.accountId);
const undecipherable = "channel.Undecipherable";

attack("send a copy of another account's command", async ({ refused }) => {
  await refused(undecipherable, () => openCommand(purePrimitives, privateKey, scope, bob.accountId, sealed));
});

attack("move a command to another network, contract, code or epoch", async ({ refused }) => {
  for (const [, other] of otherScopes)
    await refused(undecipherable, () => openCommand(purePrimitives, privateKey, other, alice.accountId, sealed));
});

attack("change a bit of a command", ({ refused }) =>
  fc.assert(
    fc.asyncProperty(fc.nat(sealed.ciphertext.length - 1), fc.nat(7), async (at, bit) => {
      const ciphertext = sealed.ciphertext.map((byte, i) => (i === at ? byte ^ (1 << bit) : byte));
      const changed = { ...sealed, ciphertext };
      await refused(undecipherable, () => openCommand(purePrimitives, privateKey, scope, alice.accountId, changed));
    }),
    { numRuns: 25 },
  ),
);

attack("pass a command off as a query", async ({ refused }) => {
  const info = channelInfo("query", scope);
  await refused("crypto.Undecryptable", () =>
    openWith(purePrimitives, privateKey, sealed.enc, info, aad, sealed.ciphertext),
  );
});

attack("encrypt a command that is no call", async ({ refused }) => {
  for (const plaintext of [pad(Uint8Array.of(9)), Uint8Array.of(1)]) {
    const made = sealTo(purePrimitives, contractKey, channelInfo("command", scope), aad, plaintext);
    const opened = openCommand(purePrimitives, privateKey, scope, alice.accountId, made);
    await refused("channel.BadRequest", opened.call);
  }
});
