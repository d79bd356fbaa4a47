import { readState } from "@pha/frame";
import { type Contract as ContractRecord, contracts } from "@pha/runtime/spec";
import type { Abi, AbiMethod } from "@pha/sdk";
import { formatAmount } from "../amounts.ts";
import { addressOf, type Context } from "../context.ts";
import { epochsOf, epochText } from "../contract-keys.ts";
import { placesInSources } from "../contracts/in-sources.ts";
import { LATEST } from "../contracts/project.ts";
import { inputText } from "../contracts/shape.ts";
import { findTarget } from "../contracts/target.ts";
import { taskFacts, taskRows } from "../contracts/tasks.ts";
import { short, table } from "../output.ts";
import type { SignerOptions } from "../signer.ts";

/** `pha contract list` */
export async function listContracts(context: Context): Promise<void> {
  const network = await context.connect();
  const names = await context.project.names(network.genesisHash);
  const rows = await network.read((state) => {
    const { list, contracts: all } = readState(contracts, state);
    return list.page(0, list.count()).flatMap((id) => {
      const record = all.get(id);
      return record ? [{ contract: id, ...record }] : [];
    });
  });
  const shown = rows.map((row) => ({
    ...row,
    name: names.get(row.contract),
    deployer: addressOf(network, row.deployer),
    owner: addressOf(network, row.owner),
    status: statusOf(row),
  }));
  const standings = await Promise.all(rows.map((row) => inWords(context, row)));
  context.output.result(
    shown,
    shown.length === 0
      ? ["No contract has been deployed yet."]
      : table([
          ["contract", "name", "cluster", "code", "since block", "state agreed at", "status"],
          ...shown.map((row, i) => [
            row.contract,
            row.name ?? "",
            String(row.cluster),
            short(row.codeHash),
            String(row.deployedAt),
            row.agreed.stateHeight === 0 ? "nothing yet" : `block ${row.agreed.stateHeight}`,
            standings[i] ?? "",
          ]),
        ]),
  );
}

/** `pha contract show <contract>` */
export async function showContract(context: Context, text: string, options: SignerOptions): Promise<void> {
  const account = text === LATEST ? (await context.signerIfAny(options))?.accountId : undefined;
  const network = await context.connect();
  const { contract, told } = await findTarget(context, network, text, account, { anyCode: true });
  const record = await contract.record();
  const abi = await contract.abi();
  const deployer = addressOf(network, record.deployer);
  const { free: balance } = (await network.account(told.contract)).data;
  const { tasks, epochs } = await network.read((state) => ({
    tasks: readState(contracts, state).tasks.get(told.contract).list,
    epochs: epochsOf(state, record),
  }));
  const about = { ...record, ...told, epochs, deployer, balance };
  context.output.result({ ...about, status: statusOf(record), tasks: taskFacts(tasks), abi }, [
    ...table([
      ["contract", told.contract],
      ...(told.name ? [["name", told.name]] : []),
      ["status", await inWords(context, record)],
      ["code", record.codeHash],
      ["upgrades", upgradesText(record)],
      ["owner", told.owner],
      ...(record.life.offeredTo ? [["offered to", addressOf(network, record.life.offeredTo)]] : []),
      ["deployed", `by ${deployer} in block ${record.deployedAt}, in cluster ${record.cluster}`],
      ["key", epochs.key ?? "none yet"],
      ["key epoch", epochText(epochs)],
      ["has", formatAmount(balance)],
    ]),
    ...(abi?.doc ? ["", abi.doc] : []),
    ...taskRows(tasks, (await network.head()).header.number),
    ...(abi ? methodsOf(abi) : ["", "Its code carries no ABI: what is sent to it goes out unchecked."]),
  ]);
}

/** Who may put other code in a contract's place, and what came of it last. */
function upgradesText({ life: { upgrades, upgrade, refused } }: ContractRecord): string {
  const may = { Never: "nobody", Governance: "by governance", Owner: "by its owner" }[upgrades.type];
  if (upgrade) return `${may}; goes over to ${upgrade.codeHash}`;
  return refused ? `${may}; could not go over to ${refused.codeHash}: ${refused.reason.code}` : may;
}

type Standing = Pick<ContractRecord, "codeHash" | "broken" | "halted" | "encryptKey" | "agreed" | "life">;

/** How a contract stands. */
function statusOf({ broken, halted, encryptKey, agreed, life }: Standing): string {
  if (broken) return "broken";
  if (halted) return "halted";
  if (encryptKey === undefined) return "waits for keys";
  if (agreed.stateHeight === 0) return "waits for its constructor";
  return life.pausedBy === undefined ? "ready" : "paused by its owner";
}

async function inWords({ project }: Context, contract: Standing): Promise<string> {
  const { broken, codeHash } = contract;
  if (!broken) return statusOf(contract);
  const message = await placesInSources(broken.message, codeHash, () => project.folders());
  return ["broken", broken.code, ...(message ? [message] : [])].join(": ");
}

function methodsOf({ commands, queries }: Abi): string[] {
  const rows = Object.entries({ command: commands, query: queries }).flatMap(([kind, methods]) =>
    Object.entries(methods).map(([name, method]) => [kindOf(kind, method), name, inputText(method), method.doc ?? ""]),
  );
  return rows.length === 0 ? [] : ["", ...table(rows)];
}

function kindOf(kind: string, { payable, ofTasks }: AbiMethod): string {
  if (ofTasks) return `${kind} of tasks`;
  return payable ? `${kind}, takes PHA` : kind;
}
