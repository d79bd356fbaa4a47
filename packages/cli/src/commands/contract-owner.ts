import { type Call, makeCall } from "@pha/frame";
import { contracts } from "@pha/runtime/spec";
import type { Context, ReceiverOptions } from "../context.ts";
import { findTarget, type Target } from "../contracts/target.ts";
import { errors } from "../errors.ts";
import type { SignerOptions } from "../signer.ts";

/** What an account does with a contract, and how that is told when it is done. */
interface Deed {
  readonly call: (contract: Target["told"]) => Call;
  readonly done: string;
}

/** `pha contract offer <contract> [to]` */
export async function offerContract(
  context: Context,
  target: string,
  to: string | undefined,
  options: SignerOptions & ReceiverOptions,
): Promise<void> {
  const account = to === undefined ? undefined : await context.receiver(to, options);
  await act(context, target, options, {
    call: ({ contract }) => makeCall(contracts, "offer", { contract, to: account }),
    done: to === undefined ? "It is offered to nobody." : `It is ${to}'s once that account has accepted it.`,
  });
}

/** `pha contract accept <contract>` */
export const acceptContract = (context: Context, target: string, options: SignerOptions): Promise<void> =>
  act(context, target, options, {
    call: ({ contract }) => makeCall(contracts, "accept", { contract }),
    done: "It is yours, and so is its deposit.",
  });

/** `pha contract pause <contract>` and `resume` */
export const pauseContract = (
  context: Context,
  target: string,
  isPaused: boolean,
  options: SignerOptions,
): Promise<void> =>
  act(context, target, options, {
    call: ({ contract }) => makeCall(contracts, isPaused ? "pause" : "resume", { contract }),
    done: isPaused ? "It takes no commands until it is resumed; queries are answered." : "It takes commands again.",
  });

/** `pha contract upgrade <contract> --withdraw` */
export const withdrawUpgrade = (context: Context, target: string, options: SignerOptions): Promise<void> =>
  act(context, target, options, {
    call: ({ contract }) => makeCall(contracts, "withdraw_upgrade", { contract }),
    done: "It keeps the code that it has.",
  });

/** `pha contract renounce <contract>` */
export const renounceUpgrades = (context: Context, target: string, options: SignerOptions): Promise<void> =>
  act(context, target, options, {
    call: ({ contract }) => makeCall(contracts, "renounce", { contract }),
    done: "It has this code for ever.",
  });

/** `pha contract pin <contract>` */
export async function pinContract(context: Context, text: string): Promise<void> {
  const { output, project } = context;
  const network = await context.connect();
  const { told } = await findTarget(context, network, text, undefined, { anyCode: true });
  const { contract, name, codeHash } = told;
  if (!(await project.knows(network.genesisHash, contract))) throw errors.NotHere({ contract, file: project.file });
  await project.upgraded(network.genesisHash, { contract, codeHash });
  output.result({ contract, name, codeHash }, [`From now on it is code ${codeHash} that this folder encrypts for.`]);
}

async function act(context: Context, text: string, options: SignerOptions, { call, done }: Deed): Promise<void> {
  const signer = await context.signer(options);
  const network = await context.connect();
  const { told } = await findTarget(context, network, text, signer.accountId, { anyCode: true });
  const made = call(told);
  await network.preflight(signer, made);
  const { hash, block } = await network.submit(signer, made);
  const { contract, name } = told;
  context.output.result({ contract, name, transaction: hash, block }, [done, `Transaction ${hash}`]);
}
