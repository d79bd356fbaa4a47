import type { Command } from "commander";
import { type Add, type Run, signing, wholeNumber } from "./command.ts";
import type { GrantOptions } from "./commands/key-grants.ts";

/** `pha keys`, and the commands below it. */
export function addKeysCommands(program: Command, add: Add, run: Run): void {
  const keys = add(program, "keys", "Gatekeepers, and how far the master key that none of them holds has come.", [
    "pha keys",
    "pha keys --json",
    "pha keys grants",
  ]).action((_, command) => run(command, async (context) => (await import("./commands/keys.ts")).keys(context)));

  add(keys, "grants", "Which workers were given keys of which contracts, newest first, as the gatekeepers told.", [
    "pha keys grants",
    "pha keys grants --contract 0x5c0f… --json",
  ])
    .option("--worker <id>", "to this worker alone")
    .option("--contract <id>", "of this contract alone")
    .action((options: GrantOptions, command) =>
      run(command, async (context) => (await import("./commands/key-grants.ts")).keyGrants(context, options)),
    );

  add(
    keys,
    "blast-radius",
    "What a leak would open: of a worker's keys, of gatekeepers' shares, of a contract's keys.",
    ["pha keys blast-radius 0x1bf7…", "pha keys blast-radius 0x77aa… 0x09c3…"],
  )
    .argument("<id...>", "what leaked together: identities of workers and of gatekeepers, ids or names of contracts")
    .action((ids: string[], _, command) =>
      run(command, async (context) => (await import("./commands/blast-radius.ts")).blastRadius(context, ids)),
    );

  const generations = () => import("./commands/key-generations.ts");
  signing(
    add(keys, "renew", "Starts another master key beside the one in use, as root of a development network.", [
      "pha keys renew --from //Alice",
    ]),
  ).action((_, command) =>
    run(command, async (context, options) => (await generations()).renewMasterKey(context, options)),
  );
  signing(
    add(
      keys,
      "end-generation",
      "Ends a master key before the one in use, whatever still needs it, and all before it.",
      ["pha keys end-generation 0 --from //Alice"],
    ).argument("<generation>", "as pha keys lists it", wholeNumber),
  ).action((generation: number, _, command) =>
    run(command, async (context, options) => (await generations()).endGeneration(context, generation, options)),
  );
}
