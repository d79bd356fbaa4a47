import { toHex } from "@pha/codec";
import { maxPayloadBytes } from "@pha/limits";
import type { Bus, Subscribed } from "@pha/service-kit/bus";
import { subjects } from "@pha/wire";
import { errors } from "../errors.ts";
import type { Role } from "../lease/role.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { mostRead, ReadBudget, withinBudget } from "../ledger/read-budget.ts";

export interface ProofGetDeps {
  readonly bus: Bus;
  readonly ledger: Ledger;
  readonly role: Role;
  readonly catchUp: () => Promise<void>;
}

/** Serves `proofGet` at certified heights: the newest one unless another is asked for. */
export const serveProofGet = ({ bus, ledger, role, catchUp }: ProofGetDeps): Subscribed =>
  bus.serve(subjects.proofGet, { queue: "chain" }, async ({ request }) => {
    // The requester may know a block that this replica has not read yet.
    if ((request.number ?? 0) > ledger.finalized.number && role.isFollowing) await catchUp();
    const { finalized } = ledger;
    const number = request.number ?? finalized.number;
    const hash = number <= finalized.number ? await ledger.findHash(number) : undefined;
    if (hash === undefined) throw errors.BlockNotFound({ number });
    const state = await ledger.stateAt(hash);
    if (!state) throw errors.BlockNotFound({ number });
    const budget = new ReadBudget({ ...mostRead, bytes: maxPayloadBytes });
    return { number, ...(await withinBudget(budget, () => state.prove(request.keys.map(toHex)))) };
  });
