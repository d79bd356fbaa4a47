import { toHex } from "@pha/codec";
import { maxPayloadBytes } from "@pha/limits";
import type { Bus, Subscribed } from "@pha/service-kit/bus";
import { subjects } from "@pha/wire";
import { errors } from "../errors.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { mostRead, ReadBudget, withinBudget } from "../ledger/read-budget.ts";

export interface ProofGetDeps {
  readonly bus: Bus;
  readonly ledger: Ledger;
}

/** Serves `proofGet` at certified heights: the newest one unless another is asked for. */
export const serveProofGet = ({ bus, ledger }: ProofGetDeps): Subscribed =>
  bus.serve(subjects.proofGet, { queue: "chain" }, async ({ request }) => {
    if ((request.number ?? 0) > ledger.finalized.number) await ledger.catchUp();
    const { finalized } = ledger;
    const number = request.number ?? finalized.number;
    const hash = number <= finalized.number ? await ledger.findHash(number) : undefined;
    if (hash === undefined) throw errors.BlockNotFound({ number });
    const state = await ledger.stateAt(hash);
    if (!state) throw errors.BlockNotFound({ number });
    const budget = new ReadBudget({ ...mostRead, bytes: maxPayloadBytes });
    return { number, ...(await withinBudget(budget, () => state.prove(request.keys.map(toHex)))) };
  });
