import type { Body } from "@pha/runtime/spec";
import { Argument, type Command, Option } from "commander";
import { type Add, accountDoc, derivable, type Run, signing, wholeNumber } from "./command.ts";
import { bodyWords } from "./governance/body-words.ts";
import { convictionNames, sides } from "./governance/vote-names.ts";
import type { VoteOptions } from "./governance/votes.ts";
import { parseHash } from "./settings.ts";

const callDoc = "JSON, a file that has it, or - for standard input: docs/calls.md tells the form";
const sudoless = '{"type":"System","value":{"type":"remark","value":{"remark":"0x00"}}}';

const acting = (command: Command) => derivable(signing(command));
const force = () => new Option("--force", "also a call that would fail if it were dispatched now");
const conviction = () =>
  new Option("--conviction <votes>", "votes for each unit; more than 0.1 bind it if its side wins")
    .choices(convictionNames)
    .default("0.1");

/** `pha gov …` */
export function addGovCommands(gov: Command, add: Add, run: Run): void {
  const lists = () => import("./commands/gov-list.ts");
  const all = () => import("./commands/gov-public.ts");

  add(
    gov,
    "list",
    "What is proposed, voted on, moved, or waits to be dispatched or paid, and who sits in which body.",
    ["pha gov list", "pha gov list --json"],
  ).action((_, command) => run(command, async (context) => (await lists()).listMeasures(context)));

  add(gov, "show", "One of these: where it stands, its call, who is for it, what brings it on.", [
    "pha gov show referendum 0",
    "pha gov show council 2",
    "pha gov show external",
  ])
    .addArgument(
      new Argument("<kind>", "as pha gov list names it").choices([
        ...["proposal", "external", "referendum", "enactment", "council", "committee", "technical-committee"],
      ]),
    )
    .argument("[number]", "as pha gov list names it")
    .action((kind: string, number: string | undefined, _, command) =>
      run(command, async (context) => (await lists()).showMeasure(context, kind, number)),
    );

  add(gov, "calendar", "What is due at which block.", ["pha gov calendar"]).action((_, command) =>
    run(command, async (context) => (await import("./commands/gov-calendar.ts")).calendar(context)),
  );

  acting(
    add(gov, "propose", "Proposes a call to all, against a deposit.", [
      `pha gov propose '${sudoless}' --account main`,
      "pha gov propose call.json --deposit 50 --from //Alice",
    ]),
  )
    .argument("<call>", callDoc)
    .option("--deposit <amount>", "in PHA; the least when absent")
    .addOption(force())
    .action((call: string, _, command) =>
      run(command, async (context, options) => (await all()).proposePublicly(context, call, options)),
    );

  signing(
    add(gov, "second", "Supports a public proposal, with as large a deposit.", ["pha gov second 3 --account main"]),
  )
    .argument("<proposal>", "its number", wholeNumber)
    .action((proposal: number, _, command) =>
      run(command, async (context, options) => (await all()).second(context, proposal, options)),
    );

  signing(
    add(gov, "vote", "Votes in a referendum, or votes otherwise; the amount is locked, and stays your own.", [
      "pha gov vote 0 aye 100 --account main",
      "pha gov vote 0 nay 2.5 --conviction 6 --from //Bob",
      "pha gov vote 0 split --aye 10 --nay 5 --abstain 3 --from //Bob",
    ]),
  )
    .argument("<referendum>", "its number", wholeNumber)
    .addArgument(new Argument("<side>").choices(sides))
    .argument("[amount]", "in PHA")
    .addOption(conviction())
    .option("--aye <amount>", "of a split vote")
    .option("--nay <amount>", "of a split vote")
    .option("--abstain <amount>", "of a split vote: counts as turnout alone")
    .action((referendum: number, side: string, amount: string | undefined, _, command) =>
      run(command, async (context, options) =>
        (await all()).castVote(context, referendum, side, amount, options as VoteOptions),
      ),
    );

  signing(
    add(gov, "withdraw", "Takes back a vote; while its referendum goes on nothing is bound.", [
      "pha gov withdraw 0 --account main",
    ]),
  )
    .argument("<referendum>", "its number", wholeNumber)
    .action((referendum: number, _, command) =>
      run(command, async (context, options) => (await all()).withdrawVote(context, referendum, options)),
    );

  acting(
    add(gov, "delegate", "Lets another account's votes speak for an amount.", [
      "pha gov delegate //Bob 100 --conviction 1 --account main",
    ]),
  )
    .argument("<to>", accountDoc)
    .argument("<amount>", "in PHA")
    .addOption(conviction())
    .action((to: string, amount: string, _, command) =>
      run(command, async (context, options) => (await all()).delegate(context, to, amount, options as VoteOptions)),
    );

  signing(add(gov, "undelegate", "Votes for itself again.", ["pha gov undelegate --account main"])).action(
    (_, command) => run(command, async (context, options) => (await all()).undelegate(context, options)),
  );

  signing(
    add(gov, "unlock", "Removes votes in referenda that are over, and frees what nothing binds any more.", [
      "pha gov unlock --account main",
    ]),
  ).action((_, command) => run(command, async (context, options) => (await all()).unlock(context, options)));

  addBody("council", gov.command("council").description("Motions of the council."), add, run);
  addBody(
    "technical-committee",
    gov.command("committee").alias("technical-committee").description("Motions of the technical committee."),
    add,
    run,
  );
  addMoney(gov, add, run);
}

function addBody(body: Body, parent: Command, add: Add, run: Run): void {
  const word = bodyWords[body];
  const commands = () => import("./commands/gov-bodies.ts");
  const propose = acting(
    add(parent, "propose", `Moves a call in the ${word}; its proposer votes like everybody.`, [
      `pha gov ${word} propose '${sudoless}' --threshold 3 --account main`,
      ...(body === "council" ? ["pha gov council propose call.json --referendum majority --from //Alice"] : []),
    ]),
  )
    .argument("<call>", callDoc)
    .option("--threshold <ayes>", "how many it takes; what such a motion usually takes when absent", wholeNumber)
    .addOption(force());
  if (body === "council")
    propose.addOption(
      new Option(
        "--referendum <kind>",
        "puts the call to the vote of all: usual (half of the council), majority, default (all of it: passes unless many are against it)",
      ).choices(["usual", "majority", "default"]),
    );
  propose.action((call: string, _, command) =>
    run(command, async (context, options) => (await commands()).propose(context, body, call, options)),
  );

  if (body === "technical-committee")
    signing(
      add(parent, "fast-track", "Moves that the council's proposal is put to the vote at once.", [
        "pha gov committee fast-track --account main",
        "pha gov committee fast-track --voting 900 --delay 10 --from //Alice",
      ]),
    )
      .option("--voting <blocks>", "how long; the shortest that two thirds of it may choose when absent", wholeNumber)
      .option("--delay <blocks>", "from the end of the vote until the call is dispatched (1)", wholeNumber)
      .addOption(force())
      .action((_, command) => run(command, async (context, options) => (await commands()).fastTrack(context, options)));

  signing(add(parent, "vote", "Votes on a motion.", [`pha gov ${word} vote 2 aye --account main`]))
    .argument("<motion>", "its number", wholeNumber)
    .addArgument(new Argument("<side>").choices(["aye", "nay"]))
    .action((motion: number, side: string, _, command) =>
      run(command, async (context, options) => (await commands()).voteOnMotion(context, body, motion, side, options)),
    );

  signing(
    add(parent, "close", "Ends a motion that is decided; if it has its ayes its call is dispatched.", [
      `pha gov ${word} close 2 --account main`,
    ]),
  )
    .argument("<motion>", "its number", wholeNumber)
    .action((motion: number, _, command) =>
      run(command, async (context, options) => (await commands()).closeMotion(context, body, motion, options)),
    );
}

function addMoney(gov: Command, add: Add, run: Run): void {
  const commands = () => import("./commands/gov-money.ts");
  const treasury = gov.command("treasury").description("The network's own money.");
  add(treasury, "list", "What it has, who asks for some of it, when it pays.", ["pha gov treasury list"]).action(
    (_, command) => run(command, async (context) => (await commands()).listSpends(context)),
  );
  acting(
    add(treasury, "propose", "Asks for money for somebody, against a bond that is lost if that is rejected.", [
      "pha gov treasury propose //Bob 1000 --account main",
    ]),
  )
    .argument("<to>", accountDoc)
    .argument("<amount>", "in PHA")
    .action((to: string, amount: string, _, command) =>
      run(command, async (context, options) => (await commands()).proposeSpend(context, to, amount, options)),
    );

  const tip = gov.command("tip").description("Small payments that members of the council find right.");
  const tipDoc = "its hash, as pha gov tip report told it";
  const tipHash = (text: string) => parseHash(text, "tip");
  acting(
    add(tip, "report", "Reports who deserves a tip, against a deposit, for a part of it.", [
      "pha gov tip report //Bob 'found the fault' --account main",
    ]),
  )
    .argument("<to>", accountDoc)
    .argument("<reason>")
    .action((to: string, reason: string, _, command) =>
      run(command, async (context, options) => (await commands()).reportTip(context, to, reason, options)),
    );
  add(tip, "show", "One tip: for what, what members declared, when it is paid.", ["pha gov tip show 0x5a…f1"])
    .argument("<tip>", tipDoc, tipHash)
    .action((hash: `0x${string}`, _, command) =>
      run(command, async (context) => (await commands()).showTip(context, hash)),
    );
  signing(
    add(tip, "declare", "Declares a tip, as a member of the council.", [
      "pha gov tip declare 0x5a…f1 20 --account main",
    ]),
  )
    .argument("<tip>", tipDoc, tipHash)
    .argument("<amount>", "in PHA")
    .action((hash: `0x${string}`, amount: string, _, command) =>
      run(command, async (context, options) => (await commands()).declareTip(context, hash, amount, options)),
    );
  signing(add(tip, "close", "Pays a tip whose countdown is over.", ["pha gov tip close 0x5a…f1 --account main"]))
    .argument("<tip>", tipDoc, tipHash)
    .action((hash: `0x${string}`, _, command) =>
      run(command, async (context, options) => (await commands()).closeTip(context, hash, options)),
    );
}
