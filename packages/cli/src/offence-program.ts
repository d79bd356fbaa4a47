import type { Command } from "commander";
import { type Add, paged, type Run, signing, wholeNumber } from "./command.ts";
import type { Page } from "./page.ts";

/** The commands below `pha offence`. */
export function addOffenceCommands(offence: Command, add: Add, run: Run): void {
  const commands = () => import("./commands/offences.ts");

  paged(
    add(offence, "list", "What was proven, newest first: what it costs, and until when it may be cancelled.", [
      "pha offence list",
      "pha offence list --limit 100 --json",
    ]),
    "offences",
  ).action((page: Page, command) => run(command, async (context) => (await commands()).listOffences(context, page)));

  add(offence, "show", "One offence: who did what, who reported it, and what came of it.", ["pha offence show 0"])
    .argument("<number>", "its number, as pha offence list has it", wholeNumber)
    .action((id: number, _, command) => run(command, async (context) => (await commands()).showOffence(context, id)));

  signing(
    add(offence, "report", "Proves an offence: a part of what it costs is the reporter's when its window is over.", [
      "pha offence report 0x2400… --account main",
      "pha offence report evidence.txt --account main",
    ]),
  )
    .argument("<evidence>", "as sdk.Equivocation has it, in hexadecimal; a file that has it, or - for standard input")
    .action((evidence: string, _, command) =>
      run(command, async (context, options) => (await commands()).reportOffence(context, evidence, options)),
    );
}
