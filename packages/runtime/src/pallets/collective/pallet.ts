import type { Ensure, Env, GenesisOf } from "@pha/frame";
import { maxExtrinsicBytes } from "@pha/limits";
import { carry } from "../../carry-rules.ts";
import { errors } from "../../executive/errors.ts";
import { joinPallet } from "../../pallet.ts";
import { lengthOfCall } from "../../references.ts";
import { parameters } from "../parameters/spec.ts";
import { collectiveCalls } from "./calls.ts";
import { type Collective, collectiveLimits } from "./contract.ts";
import { sorted } from "./members.ts";

/** A body's contract and code; `setMembers` may set all of its members. */
export const collectivePallet = (body: Collective, setMembers: Ensure<undefined>) =>
  joinPallet(body, {
    uses: [parameters],
    calls: collectiveCalls(body),
    origins: { setMembers },
    units: {
      set_members: { motions: () => collectiveLimits.motions },
      execute: { bytes: ({ proposal }) => lengthOfCall(proposal) },
      propose: { bytes: ({ proposal }) => lengthOfCall(proposal) },
      close: { bytes: ({ length_bound }) => Math.min(length_bound, maxExtrinsicBytes) },
    },
    genesis(env: Env, members: GenesisOf<Collective>) {
      const each = sorted(members);
      if (each.length < members.length) throw errors.BadGenesis({ reason: "an account is twice a member" });
      env.of(body).state.members.put(each);
    },
    // Motions end at blocks of the network that ends.
    carryOver: carry(body, { proposals: "ends", proposalOf: "ends", voting: "ends" }),
  });
