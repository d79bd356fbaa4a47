import { fromHex, type Hex } from "@pha/codec";
import { ANSWER_LABEL, ANSWER_SECRET_LENGTH, type Opened, openWith, type Primitives, sealTo } from "@pha/crypto";
import { type Call, decodePadded, encodePadded } from "./call.ts";
import { errors } from "./errors.ts";
import type { ReceiptKey } from "./receipt.ts";
import { channelInfo, type Scope } from "./scope.ts";

/** A command's ciphertext, as it stands on the ledger. */
export interface SealedCommand {
  /** HPKE encapsulation, 32 bytes. */
  readonly enc: Hex;
  readonly ciphertext: Uint8Array;
}

/**
 * Encrypts a command. The sender's account is bound in: the ledger reports who sent it, and a copy sent by anybody else
 * does not open. The receipt key opens the command's receipt.
 *
 * @param contractKey - the contract's X25519 key of the scope's epoch
 */
export function sealCommand(
  primitives: Primitives,
  contractKey: Hex,
  scope: Scope,
  sender: Hex,
  call: Call,
): { readonly sealed: SealedCommand; readonly receiptKey: ReceiptKey } {
  const info = channelInfo("command", scope);
  const { enc, ciphertext, exportSecret } = sealTo(primitives, contractKey, info, fromHex(sender), encodePadded(call));
  const secret = exportSecret(ANSWER_LABEL, ANSWER_SECRET_LENGTH);
  return { sealed: { enc, ciphertext }, receiptKey: { enc, secret } };
}

/** A command that an enclave opened: who sent it can read its receipt, whatever is inside. */
export interface OpenedCommand {
  readonly receiptKey: ReceiptKey;
  /**
   * What is called.
   *
   * @throws `channel.BadRequest`
   */
  readonly call: () => Call;
}

/**
 * Decrypts a command with the sender that the ledger reports.
 *
 * @throws `channel.Undecipherable`
 */
export function openCommand(
  primitives: Primitives,
  contractSecret: Uint8Array,
  scope: Scope,
  sender: Hex,
  { enc, ciphertext }: SealedCommand,
): OpenedCommand {
  let opened: Opened;
  try {
    const info = channelInfo("command", scope);
    opened = openWith(primitives, contractSecret, enc, info, fromHex(sender), ciphertext);
  } catch (cause) {
    throw errors.Undecipherable({}, cause);
  }
  const secret = opened.exportSecret(ANSWER_LABEL, ANSWER_SECRET_LENGTH);
  return { receiptKey: { enc, secret }, call: () => decodePadded(opened.plaintext) };
}
