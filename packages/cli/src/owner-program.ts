import type { Command } from "commander";
import { type Add, accountDoc, acting, type Run, signing, whichContract } from "./command.ts";

/** `pha contract …`: what a contract's owner does with it, and who may become that. */
export function addOwnerCommands(contract: Command, add: Add, run: Run): void {
  const owner = () => import("./commands/contract-owner.ts");

  signing(
    add(contract, "upgrade", "Builds new code, has a contract go over to it, and waits until its workers agree.", [
      "pha contract upgrade auction --from //Alice",
      "pha contract upgrade 0x5a…f1 contracts/my-contract --from //Alice",
      "pha contract upgrade auction --withdraw --from //Alice   # takes one back that goes on too long",
    ]),
  )
    .argument("<contract>", whichContract)
    .argument("[folder]", "the new code's folder; the one that the contract was built in, when absent")
    .option("--withdraw", "take back the upgrade that was begun, if the workers have not gone over yet")
    .action((contractId: string, folder: string | undefined, _, command) =>
      run(command, async (context, options) => {
        if (options["withdraw"]) return (await owner()).withdrawUpgrade(context, contractId, options);
        await (await import("./commands/contract-upgrade.ts")).upgradeContract(context, contractId, folder, options);
      }),
    );

  acting(
    add(contract, "offer", "Offers a contract of yours to another account, which becomes its owner when it accepts.", [
      "pha contract offer auction //Bob --from //Alice",
      "pha contract offer auction --from //Alice   # takes the offer back",
    ])
      .argument("<contract>", whichContract)
      .argument("[to]", accountDoc),
  ).action((contractId: string, to: string | undefined, _, command) =>
    run(command, async (context, options) => (await owner()).offerContract(context, contractId, to, options)),
  );
  signing(
    add(contract, "accept", "Takes a contract that was offered to you, with its deposit.", [
      "pha contract accept 0x5a…f1 --from //Bob",
    ]).argument("<contract>", whichContract),
  ).action((contractId: string, _, command) =>
    run(command, async (context, options) => (await owner()).acceptContract(context, contractId, options)),
  );
  signing(
    add(
      contract,
      "pause",
      "Has a contract of yours, whose code you may replace, take no commands until you resume it.",
      ["pha contract pause auction --from //Alice"],
    ).argument("<contract>", whichContract),
  ).action((contractId: string, _, command) =>
    run(command, async (context, options) => (await owner()).pauseContract(context, contractId, true, options)),
  );
  signing(
    add(contract, "resume", "Has a contract of yours take commands again.", [
      "pha contract resume auction --from //Alice",
    ]).argument("<contract>", whichContract),
  ).action((contractId: string, _, command) =>
    run(command, async (context, options) => (await owner()).pauseContract(context, contractId, false, options)),
  );

  signing(
    add(contract, "renounce", "Has nobody replace a contract's code any more, for ever; nor pause it.", [
      "pha contract renounce auction --from //Alice",
    ]).argument("<contract>", whichContract),
  ).action((contractId: string, _, command) =>
    run(command, async (context, options) => (await owner()).renounceUpgrades(context, contractId, options)),
  );

  add(contract, "pin", "Has this folder encrypt for the code that one of its contracts has gone over to elsewhere.", [
    "pha contract pin auction   # once pha contract show auction tells what you trust",
  ])
    .argument("<contract>", whichContract)
    .action((contractId: string, _, command) =>
      run(command, async (context) => (await owner()).pinContract(context, contractId)),
    );
}
