import { readState } from "@pha/frame";
import { contracts } from "@pha/runtime/spec";
import type { Contract, Network } from "@pha/sdk";
import { addressOf, type Context } from "../context.ts";
import { errors } from "../errors.ts";
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
  const contract = await findContract(network, target);
  context.output.progress("encrypted and handed in; waiting for the validators");
  const { hash, block, index } = await contract.command(signer, method, given);
  context.output.result({ contract: contract.id, transaction: hash, block, index }, [
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
  const contract = await findContract(network, target);
  const worker = options.worker === undefined ? undefined : parseHash(options.worker);
  const { header } = await network.head();
  const { value, statement, verified } = await contract.query(method, given, {
    atLeast: header.number, // what an earlier command of this person did must be seen
    ...(caller && { caller }),
    ...(worker && { worker }),
  });
  const { block, certifiedBy, program, confidence, tagAgreed } = verified;
  context.output.result({ contract: contract.id, value, verified, statement }, [
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
  const rows = await network.read((state) => {
    const { list, contracts: all } = readState(contracts, state);
    return list.page(0, list.count()).flatMap((id) => {
      const record = all.get(id);
      return record ? [{ contract: id, ...record, isReady: record.encryptKey !== undefined }] : [];
    });
  });
  const shown = rows.map((row) => ({
    ...row,
    deployer: addressOf(network, row.deployer),
    owner: addressOf(network, row.owner),
  }));
  context.output.result(
    shown,
    shown.length === 0
      ? ["No contract has been deployed yet."]
      : table([
          ["contract", "cluster", "code", "since block", "state agreed at", "status"],
          ...shown.map((row) => [
            row.contract,
            String(row.cluster),
            short(row.codeHash),
            String(row.deployedAt),
            row.agreed.stateHeight === 0 ? "nothing yet" : `block ${row.agreed.stateHeight}`,
            row.halted ? "halted" : row.isReady ? "ready" : "waits for keys",
          ]),
        ]),
  );
}

/** A contract by its id, or the newest one of the ledger. */
async function findContract(network: Network, target: string): Promise<Contract> {
  if (target !== "latest") {
    if (!/^0x[0-9a-fA-F]{64}$/.test(target)) throw errors.BadContractId({ given: target });
    return network.contract(parseHash(target));
  }
  const id = await network.read((state) => {
    const { list } = readState(contracts, state);
    return list.count() === 0 ? undefined : list.get(list.count() - 1);
  });
  if (id === undefined) throw errors.NoContracts();
  return network.contract(id);
}
