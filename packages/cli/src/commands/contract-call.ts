import { readState } from "@pha/frame";
import { contracts } from "@pha/runtime/spec";
import { addressOf, type Context } from "../context.ts";
import { announce, findTarget } from "../contracts/target.ts";
import { parseJson } from "../json.ts";
import { short, table } from "../output.ts";
import { parseHash } from "../settings.ts";
import type { SignerOptions } from "../signer.ts";

export interface TargetOptions extends SignerOptions {
  readonly worker?: string;
}

/** `pha contract call <contract> <method> [args]` */
export async function callContract(
  context: Context,
  target: string,
  method: string,
  args: string | undefined,
  options: TargetOptions,
): Promise<void> {
  const given = args === undefined ? undefined : await parseJson(context, args);
  const signer = await context.signer(options);
  const network = await context.connect();
  const found = await findTarget(context, network, target, signer.accountId);
  announce(context, found);
  const { hash, block, index } = await found.contract.command(signer, method, given);
  context.output.result({ ...found.told, transaction: hash, block, index }, [
    `Command ${method} is final in block ${block.number}, certified by ${block.signers}/${block.validators} validators.`,
    "Every worker executes it in ledger order; ask the contract what came of it.",
    `Transaction ${hash}`,
  ]);
}

/** `pha contract query <contract> <method> [args]` */
export async function queryContract(
  context: Context,
  target: string,
  method: string,
  args: string | undefined,
  options: TargetOptions,
): Promise<void> {
  const given = args === undefined ? undefined : await parseJson(context, args);
  const caller = await context.signerIfAny(options);
  const network = await context.connect();
  const found = await findTarget(context, network, target, caller?.accountId);
  announce(context, found);
  const worker = options.worker === undefined ? undefined : parseHash(options.worker);
  const { header } = await network.head();
  const { value, statement, verified } = await found.contract.query(method, given, {
    atLeast: header.number, // what an earlier command of this person did must be seen
    ...(caller && { caller }),
    ...(worker && { worker }),
  });
  const { block, certifiedBy, program, confidence, tagAgreed } = verified;
  context.output.result({ ...found.told, value, verified, statement }, [
    JSON.stringify(value, undefined, 2),
    "",
    ...table([
      ["asked by", caller ? addressOf(network, caller.accountId) : "nobody (anonymous)"],
      ["block", `${block.number} ${short(block.hash)}, certified by ${certifiedBy} validators`],
      ["worker", `${short(verified.worker)}, ${program}, attested${confidence === 128 ? " (emulated)" : ""}`],
      ["code", `${short(verified.codeHash)}, as deployed`],
      [
        "state",
        tagAgreed === true ? "the one that the cluster agreed on" : "newer than what the cluster has agreed on",
      ],
    ]),
  ]);
}

/** `pha contract list` */
export async function listContracts(context: Context): Promise<void> {
  const network = await context.connect();
  const names = await context.project.names(network.genesisHash);
  const rows = await network.read((state) => {
    const { list, contracts: all } = readState(contracts, state);
    return list.page(0, list.count()).flatMap((id) => {
      const record = all.get(id);
      return record ? [{ contract: id, ...record, isReady: record.encryptKey !== undefined }] : [];
    });
  });
  const shown = rows.map((row) => ({
    ...row,
    name: names.get(row.contract),
    deployer: addressOf(network, row.deployer),
    owner: addressOf(network, row.owner),
  }));
  context.output.result(
    shown,
    shown.length === 0
      ? ["No contract has been deployed yet."]
      : table([
          ["contract", "name", "cluster", "code", "since block", "state agreed at", "status"],
          ...shown.map((row) => [
            row.contract,
            row.name ?? "",
            String(row.cluster),
            short(row.codeHash),
            String(row.deployedAt),
            row.agreed.stateHeight === 0 ? "nothing yet" : `block ${row.agreed.stateHeight}`,
            row.halted ? "halted" : row.isReady ? "ready" : "waits for keys",
          ]),
        ]),
  );
}
