import type { Hex } from "@pha/codec";
import { type Header, readDigest } from "@pha/light-client";
import type { ExecutedBlock, Runtime } from "@pha/runtime";
import type { Extrinsic } from "@pha/runtime/spec";
import { type HeadState, withLoading } from "./head-state.ts";

/** Executes the block of a header once more, on top of the newest state, which stays as it is. */
export async function executeBlock(
  runtime: Runtime,
  head: HeadState,
  parent: Header,
  { header, extrinsics: body }: { readonly header: Header; readonly extrinsics: readonly Uint8Array[] },
): Promise<
  ExecutedBlock & { readonly extrinsics: readonly { readonly extrinsic: Extrinsic; readonly ok: boolean }[] }
> {
  const load = (keys: readonly Hex[]) => head.load(keys);
  await load(runtime.blockKeys(parent));
  const { timeMs, epoch, round } = readDigest(header);
  const execution = await withLoading(() => runtime.startBlock(head.view, parent, { timeMs, epoch, round }), load);
  const extrinsics: { extrinsic: Extrinsic; ok: boolean }[] = [];
  for (const bytes of body) {
    const extrinsic = runtime.decodeExtrinsic(bytes);
    await load(runtime.keysOf(extrinsic));
    const { ok } = await withLoading(() => execution.applyExtrinsic(extrinsic), load);
    extrinsics.push({ extrinsic, ok });
  }
  return { ...(await withLoading(() => execution.finish(), load)), extrinsics };
}
