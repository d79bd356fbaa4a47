import type { Command } from "commander";
import { type Add, type Run, signing } from "./command.ts";
import { identity } from "./identities.ts";

const workerDoc = "identity of the worker, as pha worker list has it";

/** The commands below `pha worker`. */
export function addWorkerCommands(worker: Command, add: Add, run: Run): void {
  const sessions = () => import("./commands/worker-session.ts");

  add(worker, "list", "Workers of all clusters: program, attestation, membership.", [
    "pha worker list",
    "pha worker list --json",
  ]).action((_, command) =>
    run(command, async (context) => (await import("./commands/workers.ts")).listWorkers(context)),
  );

  add(worker, "show", "What a worker can do, what it has earned, and how it stands.", [
    "pha worker show 0x1bf7…",
    "pha worker show 0x1bf7… --json",
  ])
    .argument("<worker>", workerDoc)
    .action((id: string, _, command) =>
      run(command, async (context) => (await sessions()).showWorker(context, identity(id))),
    );

  signing(
    add(worker, "start", "Lets a worker of your pool compute, with so much of the pool's free stake.", [
      "pha worker start 0x1bf7… 4000 --account main",
    ]),
  )
    .argument("<worker>", workerDoc)
    .argument("<stake>", "in PHA")
    .action((id: string, stake: string, _, command) =>
      run(command, async (context, options) => (await sessions()).startWorker(context, identity(id), stake, options)),
    );

  signing(
    add(worker, "stop", "Stops a worker: its stake cools down, and is reclaimed then.", [
      "pha worker stop 0x1bf7… --account main",
    ]),
  )
    .argument("<worker>", workerDoc)
    .action((id: string, _, command) =>
      run(command, async (context, options) => (await sessions()).stopWorker(context, identity(id), options)),
    );

  signing(
    add(worker, "reclaim", "Gives a pool back the stake of a worker that has cooled down; anybody may.", [
      "pha worker reclaim 0x1bf7… --account main",
    ]),
  )
    .argument("<worker>", workerDoc)
    .action((id: string, _, command) =>
      run(command, async (context, options) => (await sessions()).reclaimWorker(context, identity(id), options)),
    );
}
