import type { Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import type { Session } from "./session.ts";
import { computation } from "./spec.ts";

/** Puts a worker behind the others that answer, and gives its place. */
export function enterOnline(env: Env, worker: Hex): number {
  const { online, onlineCount } = env.of(computation).state;
  const position = onlineCount.get();
  online.put(position, worker);
  onlineCount.put(position + 1);
  return position;
}

/** Takes a worker from those that answer: the last one takes its place. */
export function leaveOnline(env: Env, { position }: Session): void {
  const { online, onlineCount, sessions } = env.of(computation).state;
  const last = onlineCount.get() - 1;
  const moved = online.get(last) as Hex;
  online.remove(last);
  onlineCount.put(last);
  if (last === position) return;
  online.put(position, moved);
  sessions.put(moved, { ...(sessions.get(moved) as Session), position });
}
