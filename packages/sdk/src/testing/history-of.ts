import type { chainApi, ReplyOf } from "@pha/api";
import type { Hex, Json } from "@pha/codec";
import { blockTime, headerHash } from "@pha/light-client";
import { runtime } from "@pha/runtime";
import { RuntimeCall } from "@pha/runtime/spec";
import type { TestChain } from "./test-chain.ts";

/** What an account signed on a test chain, newest first, on one page. Each is told as done. */
export function historyOf(
  { blocks, head }: TestChain,
  address: Hex,
  limit: number,
): ReplyOf<typeof chainApi.accountHistory.list> {
  const extrinsics = blocks.flatMap(({ header, body }) => {
    const block = { number: header.number, hash: headerHash(header) };
    return body.flatMap((bytes, index) => {
      const { hash, signed, call } = runtime.decodeExtrinsic(bytes);
      if (signed?.signer !== address) return [];
      const { value } = RuntimeCall.toJson(call, { ss58Prefix: 42 }) as { value: { type: string; value: Json } };
      const extrinsic = {
        ...{ index, hash, ok: true, failures: [], events: [] },
        signed: { signer: address, nonce: signed.extra.nonce, tip: signed.extra.tip },
        call: { pallet: call.type, call: value.type, args: value.value },
      };
      return [{ block, timeMs: blockTime(header).timeMs, extrinsic }];
    });
  });
  return { extrinsics: extrinsics.reverse().slice(0, limit), next: undefined, through: head.header.number };
}
