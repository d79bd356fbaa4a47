import type { Hex } from "@pha/codec";
import type { Command } from "commander";
import { type Add, paged, type Run, signing, wholeNumber, wholeNumberFrom } from "./command.ts";
import { identity } from "./identities.ts";
import type { Page } from "./page.ts";

const workerDoc = "its identity";
const leaseDoc = "its number";

/** `pha lease …` */
export function addLeaseCommands(lease: Command, add: Add, run: Run): void {
  const commands = () => import("./commands/leases.ts");
  const ofLease = (command: Command) => signing(command).argument("<lease>", leaseDoc, wholeNumber);

  paged(
    add(lease, "list", "Workers that are offered: their prices, what they can do, how many tenants they have.", [
      "pha lease list",
      "pha lease list --limit 100 --json",
    ]),
    "offers",
  ).action((page: Page, command) => run(command, async (context) => (await commands()).listOffers(context, page)));

  add(lease, "show", "One lease: what was served and paid, what is held, when it is over.", ["pha lease show 0"])
    .argument("<lease>", leaseDoc, wholeNumber)
    .action((id: number, _, command) => run(command, async (context) => (await commands()).showLease(context, id)));

  signing(
    add(lease, "offer", "Offers a worker that you operate, for a price.", [
      "pha lease offer 0x1bf7… 0.05 --memory 8192 --region Oslo --account main",
    ]),
  )
    .argument("<worker>", workerDoc)
    .argument("<price>", "in PHA, for a tick in which it serves")
    .option("--places <n>", "how many tenants it may have at a time (1)", wholeNumberFrom(1, 8), 1)
    .option("--memory <MiB>", "what you say that it has (0)", wholeNumber, 0)
    .option("--region <label>", "where you say that it stands, in 64 bytes at most", "")
    .action((id: string, price: string, _, command) =>
      run(command, async (context, options) =>
        (await commands()).offerWorker(context, identity(id), price, {
          ...options,
          places: Number(options["places"]),
          memory: Number(options["memory"]),
          region: String(options["region"]),
        }),
      ),
    );

  signing(
    add(lease, "withdraw", "Offers a worker no more; its leases go on.", ["pha lease withdraw 0x1bf7… --account main"]),
  )
    .argument("<worker>", workerDoc)
    .action((id: string, _, command) =>
      run(command, async (context, options) => (await commands()).withdrawOffer(context, identity(id), options)),
    );

  signing(
    add(lease, "cluster", "Creates a cluster of your own, for workers that you lease.", [
      "pha lease cluster --account main",
    ]),
  )
    .option("--min-members <n>", "a majority never counts fewer members (1)", wholeNumberFrom(1, 64), 1)
    .action((_, command) =>
      run(command, async (context, options) =>
        (await commands()).createCluster(context, { ...options, minMembers: Number(options["minMembers"]) }),
      ),
    );

  signing(
    add(lease, "take", "Takes workers into your cluster, and puts up what that costs.", [
      "pha lease take 1 7200 0x1bf7… --account main",
      "pha lease take 1 7200 0x1bf7… 0x5af1… --price 0.05 --account main",
    ]),
  )
    .argument("<cluster>", "its number", wholeNumber)
    .argument("<ticks>", "for how long", wholeNumber)
    .argument("<workers...>", "their identities, 16 at most")
    .option("--price <amount>", "the most that one may cost a tick; what they are offered for now when absent")
    .action((cluster: number, ticks: number, ids: readonly string[], _, command) =>
      run(command, async (context, options) =>
        (await commands()).takeWorkers(
          context,
          cluster,
          ticks,
          ids.map((id): Hex => identity(id)),
          options,
        ),
      ),
    );

  ofLease(add(lease, "renew", "Has a lease last longer, for its price.", ["pha lease renew 0 7200 --account main"]))
    .argument("<ticks>", "how much longer", wholeNumber)
    .action((id: number, ticks: number, _, command) =>
      run(command, async (context, options) => (await commands()).renewLease(context, id, ticks, options)),
    );

  ofLease(
    add(lease, "end", "Ends a lease: what was served is paid, and the rest comes back.", [
      "pha lease end 0 --account main",
    ]),
  ).action((id: number, _, command) =>
    run(command, async (context, options) => (await commands()).endLease(context, id, options)),
  );

  ofLease(
    add(lease, "leave", "Gives notice, as the worker's operator: the lease is over in an hour.", [
      "pha lease leave 0 --account main",
    ]),
  ).action((id: number, _, command) =>
    run(command, async (context, options) => (await commands()).leaveLease(context, id, options)),
  );
}
