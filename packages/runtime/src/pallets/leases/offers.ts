import type { Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { leases } from "./spec.ts";
import type { Offer } from "./types.ts";

/** Offers a worker, in the place of what it was offered for, or behind all others. */
export function putOffer(env: Env, worker: Hex, terms: Omit<Offer, "position">): void {
  const { offers, offered, offerCount } = env.of(leases).state;
  const before = offers.get(worker)?.position;
  const position = before ?? offerCount.get();
  offers.put(worker, { ...terms, position });
  if (before !== undefined) return;
  offered.put(position, worker);
  offerCount.put(position + 1);
}

/** Takes an offer back: the last one takes its place. */
export function removeOffer(env: Env, worker: Hex, { position }: Offer): void {
  const { offers, offered, offerCount } = env.of(leases).state;
  const last = offerCount.get() - 1;
  const moved = offered.get(last) as Hex;
  offers.remove(worker);
  offered.remove(last);
  offerCount.put(last);
  if (last === position) return;
  offered.put(position, moved);
  offers.put(moved, { ...(offers.get(moved) as Offer), position });
}
