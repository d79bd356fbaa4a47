import { serviceErrors } from "@pha/api";
import type { Bus, Subscribed } from "@pha/service-kit/bus";
import { subjects } from "@pha/wire";
import { costOf } from "../ledger/callers.ts";
import { makeExecuting } from "../ledger/executing.ts";
import { feeOf, foretell, nextOn } from "../ledger/foresee.ts";
import type { Ledger, StateAt } from "../ledger/ledger.ts";
import { mostRead, ReadBudget, withinBudget } from "../ledger/read-budget.ts";

/** What other services ask for is executed one after another, beside what clients of the faces ask for. */
const executions = { atOnce: 1, mayWait: 64 } as const;

/** Until when somebody waits for an answer. */
function patience(ms: number): Disposable & { readonly left: AbortSignal } {
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(serviceErrors.Overloaded({ retryAfterSeconds: 1 })), ms);
  return { left: ending.signal, [Symbol.dispose]: () => clearTimeout(timer) };
}

/** Serves `callForetell` on the newest block. Who asks has its own clients pay what it cost. */
export function serveCallForetell({ bus, ledger }: { readonly bus: Bus; readonly ledger: Ledger }): Subscribed {
  const execute = makeExecuting(executions);
  return bus.serve(subjects.callForetell, { queue: "chain" }, async ({ request: { scheme, ...intended } }) => {
    using asked = patience(subjects.callForetell.timeoutMs);
    const { left } = asked;
    const budget = new ReadBudget(mostRead, { left, executing: (work) => execute(work, left) });
    const told = await withinBudget(budget, async () => {
      const state = (await ledger.stateAt(ledger.best.hash)) as StateAt; // that of the newest block is always kept
      const { runtime, extrinsic } = await nextOn(state, { ...intended, scheme: scheme.type });
      const outcome = await foretell(state, runtime, extrinsic);
      return {
        fee: await feeOf(state, runtime, extrinsic),
        outcome: outcome && { ...outcome, facts: JSON.stringify(outcome.facts) },
      };
    });
    return { ...told, cost: Math.ceil(costOf(budget)) };
  });
}
