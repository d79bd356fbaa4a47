import type { Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import type { Lane } from "./lane.ts";
import { lanes } from "./spec.ts";

/** @throws `Lanes.UnknownLane` */
export function laneNamed(env: Env, name: Hex): Lane {
  const lane = env.of(lanes).state.lanes.get(name);
  if (!lane) throw lanes.errors.UnknownLane({ lane: name });
  return lane;
}
