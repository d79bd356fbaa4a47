import { extrinsicHash } from "@pha/runtime/spec";
import type { Bus, Subscribed } from "@pha/service-kit/bus";
import { subjects } from "@pha/wire";
import { errors } from "../errors.ts";
import type { Ledger } from "../ledger.ts";

/** Answers `submit` after the commit; who asks again, not having heard, gets the same receipt. */
export const serveSubmit = ({ bus, ledger }: { readonly bus: Bus; readonly ledger: Ledger }): Subscribed =>
  bus.serve(subjects.submit, { queue: "chain" }, async ({ request }) => {
    try {
      return await ledger.submit(request);
    } catch (error) {
      if (errors.AlreadyKnown.is(error)) return { hash: extrinsicHash(request) };
      throw error;
    }
  });
