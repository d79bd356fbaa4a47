import { type Command, Option } from "commander";
import { type Add, type Run, signing } from "./command.ts";
import type { UpgradeOptions } from "./commands/upgrade-propose.ts";

/** `pha upgrade …` */
export function addUpgradeCommands(upgrade: Command, add: Add, run: Run): void {
  signing(
    add(upgrade, "propose", "Builds the runtime of this checkout, and proposes that the ledger runs it.", [
      "pha upgrade propose --account main",
      "pha upgrade propose --code .data/runtime.mjs --as council --from //Alice",
    ]),
  )
    .option("--code <file>", "code that npm run build:runtime wrote, instead of building it")
    .addOption(
      new Option(
        "--as <whom>",
        "public: to all; council: its motion; committee: fast-tracks the council's proposal of it",
      )
        .choices(["public", "council", "committee"])
        .default("public"),
    )
    .option("--deposit <amount>", "of a public proposal, in PHA; the least when absent")
    .action((_, command) =>
      run(command, async (context, options) =>
        (await import("./commands/upgrade-propose.ts")).proposeUpgrade(context, options as UpgradeOptions),
      ),
    );

  add(upgrade, "status", "Which runtime the ledger runs, which are proposed, and what has to come next.", [
    "pha upgrade status",
    "pha upgrade status --follow   # until the ledger runs another one",
  ])
    .option("--follow", "tell each step, until the runtime is another one or no upgrade is under way")
    .action((_, command) =>
      run(command, async (context, options) =>
        (await import("./commands/upgrade-status.ts")).upgradeStatus(context, options),
      ),
    );
}
