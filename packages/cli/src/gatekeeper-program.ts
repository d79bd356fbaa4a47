import type { Hex } from "@pha/codec";
import type { Command } from "commander";
import { type Add, accountDoc, type Run, signing } from "./command.ts";

/** `pha gatekeeper …` */
export function addGatekeeperCommands(gatekeeper: Command, add: Add, run: Run): void {
  const commands = () => import("./commands/candidates.ts");
  const whichGatekeeper = "its identity, as pha gatekeeper candidates and pha keys have it";
  const ofGatekeeper = (command: Command) => signing(command).argument("<identity>", whichGatekeeper);

  add(gatekeeper, "candidates", "Who stands for election, by stake, who has a seat, and when the next election is.", [
    "pha gatekeeper candidates",
    "pha gatekeeper candidates --json",
  ]).action((_, command) => run(command, async (context) => (await commands()).listCandidates(context)));

  signing(
    add(gatekeeper, "show", "Whom an account backs, and what of its stake is on its way back.", [
      "pha gatekeeper show //Bob",
      "pha gatekeeper show --account main --json",
    ]),
  )
    .argument("[account]", `${accountDoc}; your own when absent`)
    .action((account: string | undefined, _, command) =>
      run(command, async (context, options) => (await commands()).showBacking(context, account, options)),
    );

  ofGatekeeper(
    add(gatekeeper, "stand", "Puts up stake behind a gatekeeper of yours: it stands for election from then on.", [
      "pha gatekeeper stand 0x5a…f1 20000 --from //Alice",
    ]),
  )
    .argument("<amount>", "in PHA, beside what is there already")
    .action((identity: Hex, amount: string, _, command) =>
      run(command, async (context, options) => (await commands()).stand(context, identity, amount, options)),
    );

  ofGatekeeper(
    add(gatekeeper, "withdraw", "Takes a gatekeeper of yours off the list.", [
      "pha gatekeeper withdraw 0x5a…f1 --from //Alice",
    ]),
  ).action((identity: Hex, _, command) =>
    run(command, async (context, options) => (await commands()).withdraw(context, identity, options)),
  );

  ofGatekeeper(
    add(gatekeeper, "reclaim", "Takes back what you have put up behind one that was withdrawn.", [
      "pha gatekeeper reclaim 0x5a…f1 --from //Alice",
    ]),
  ).action((identity: Hex, _, command) =>
    run(command, async (context, options) => (await commands()).reclaim(context, identity, options)),
  );

  ofGatekeeper(
    add(gatekeeper, "enter", "Puts one that stands, and was pushed off the list, back on it.", [
      "pha gatekeeper enter 0x5a…f1 --from //Bob",
    ]),
  ).action((identity: Hex, _, command) =>
    run(command, async (context, options) => (await commands()).enter(context, identity, options)),
  );

  ofGatekeeper(
    add(gatekeeper, "nominate", "Backs a candidate with stake; an account backs one.", [
      "pha gatekeeper nominate 0x5a…f1 500 --from //Bob",
    ]),
  )
    .argument("<amount>", "in PHA, beside what backs it already")
    .action((identity: Hex, amount: string, _, command) =>
      run(command, async (context, options) => (await commands()).nominate(context, identity, amount, options)),
    );

  signing(
    add(gatekeeper, "unnominate", "Backs your candidate with less: that is yours again 28 days later.", [
      "pha gatekeeper unnominate 100 --from //Bob",
      "pha gatekeeper unnominate all --from //Bob",
    ]),
  )
    .argument("<amount>", "in PHA, or all")
    .action((amount: string, _, command) =>
      run(command, async (context, options) => (await commands()).unnominate(context, amount, options)),
    );

  signing(
    add(gatekeeper, "collect", "Takes back what backs nobody any more, as far as it is free.", [
      "pha gatekeeper collect --from //Bob",
    ]),
  ).action((_, command) => run(command, async (context, options) => (await commands()).collect(context, options)));
}
