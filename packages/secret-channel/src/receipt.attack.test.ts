import { utf8 } from "@pha/codec";
import { purePrimitives } from "@pha/crypto";
import { attack } from "@pha/testkit/attack";
import { sealCommand } from "./command.ts";
import { makeReceipt, openReceipt } from "./receipt.ts";
import { alice, call, contractKey, scope } from "./testing/parties.ts";

const sent = () => sealCommand(purePrimitives, contractKey, scope, alice.accountId, call).receiptKey;

attack("open a command's receipt with another command, or change it", async ({ refused }) => {
  const receiptKey = sent();
  const other = sent();
  const made = makeReceipt(purePrimitives, receiptKey, { outcome: { type: "Done", value: utf8("1") }, gas: 16_384n });
  const flipped = made.sealed.map((byte, i) => (i === 40 ? byte ^ 1 : byte));
  for (const attempt of [
    () => openReceipt(purePrimitives, other, made),
    () => openReceipt(purePrimitives, other, { ...made, enc: other.enc }),
    () => openReceipt(purePrimitives, receiptKey, { ...made, sealed: flipped }),
    () => openReceipt(purePrimitives, receiptKey, { ...made, sealed: new Uint8Array() }),
  ])
    await refused("channel.AnswerInvalid", attempt);
});
