import type { Env } from "@pha/frame";
import { democracy } from "./spec.ts";
import type { MetadataOwner } from "./types.ts";

/** What described a proposal describes its referendum. */
export function passDescription(env: Env, prev_owner: MetadataOwner, owner: MetadataOwner): void {
  const { state, emit } = env.of(democracy);
  const hash = state.metadataOf.take(prev_owner);
  if (hash === undefined) return;
  state.metadataOf.put(owner, hash);
  emit.MetadataTransferred({ prev_owner, owner, hash });
}

/** Nothing describes this any more. */
export function dropDescription(env: Env, owner: MetadataOwner): void {
  const { state, emit } = env.of(democracy);
  const hash = state.metadataOf.take(owner);
  if (hash !== undefined) emit.MetadataCleared({ owner, hash });
}
