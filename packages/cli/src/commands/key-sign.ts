import { Unsigned } from "@pha/api";
import { encodeAddress, MultiSignature, toHex, toJson } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { multiSignature } from "@pha/runtime/spec";
import { genericPrefix } from "../account-text.ts";
import { formatAmount } from "../amounts.ts";
import type { Context } from "../context.ts";
import { errors } from "../errors.ts";
import { callText } from "../governance/call-text.ts";
import { table } from "../output.ts";
import { readPrepared } from "../prepared.ts";
import type { SignerOptions } from "../signer.ts";

/** Addresses as every network reads them: nobody has to be asked which one it is. */
const info = { ss58Prefix: genericPrefix };

/**
 * `pha key sign <prepared>`: what it tells as JSON is what `POST /v1/transactions` takes.
 *
 * @throws `cli.UnknownPayload`, `cli.OtherPayload`, `cli.OtherSigner`
 */
export async function signPrepared(context: Context, text: string, options: SignerOptions): Promise<void> {
  const { call, bytes, genesisHash, unsigned } = await readPrepared(context, text);
  const { scheme, accountId: from, ...signer } = await context.signer(options);
  const address = encodeAddress(from, genericPrefix);
  if (unsigned.from !== undefined && unsigned.from !== from)
    throw errors.OtherSigner({ preparedFor: encodeAddress(unsigned.from, genericPrefix), account: address });
  const signature = toJson(MultiSignature, multiSignature(scheme, signer.sign(bytes)), info);
  const { era, nonce, tip } = unsigned;
  context.output.result({ unsigned: toJson(Unsigned, { ...unsigned, from }, info), signature }, [
    ...table([
      ["call", callText({ hash: toHex(blake2b256(unsigned.call)), call }, { info })],
      ["as", `${address} (${scheme})`],
      ["nonce", String(nonce)],
      ["valid", era.type === "Mortal" ? `for ${era.value.period} blocks at most` : "for ever"],
      ...(tip > 0n ? [["tip", formatAmount(tip)]] : []),
      ["genesis", genesisHash],
      ["signature", (signature as { readonly value: string }).value],
    ]),
    "",
    `Nothing was sent. With --json it is what the chain's POST /v1/transactions takes: … --json | curl -s ${context.settings.chains[0]}/v1/transactions -H 'content-type: application/json' -d @-`,
  ]);
}
