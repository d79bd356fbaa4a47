import type { FinalizedReceipt, Network } from "@pha/sdk";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Account } from "../accounts/account.ts";
import { useAccounts } from "../accounts/acting.ts";
import { clientOf } from "../network/client.ts";
import { useAbout } from "../network/context.ts";
import { ExtrinsicLink } from "./links.tsx";
import { Pha } from "./pha.tsx";
import { Problem } from "./problem.tsx";
import { ProofMark } from "./proof.tsx";

type Call = Parameters<Network["submit"]>[1];

/** How far an action has come. */
type Step =
  | { readonly is: "open" }
  | { readonly is: "asked" }
  | { readonly is: "priced"; readonly call: Call; readonly fee: bigint; readonly by: Account }
  | { readonly is: "sent" }
  | { readonly is: "final"; readonly receipt: FinalizedReceipt }
  | { readonly is: "failed"; readonly error: unknown };

/**
 * Something that is done on the ledger: its form, then what it costs and that it would succeed, and after it is signed,
 * that it is final, verified in this browser.
 *
 * @param make - the call of what the form says; throws what is wrong with it
 */
export function Act({
  title,
  make,
  children,
}: {
  readonly title: string;
  readonly make: (network: Network) => Call | Promise<Call>;
  readonly children?: ComponentChildren;
}) {
  const about = useAbout();
  const { chosen } = useAccounts(about);
  const [step, setStep] = useState<Step>({ is: "open" });
  const fail = (error: unknown) => setStep({ is: "failed", error });

  async function price(by: Account): Promise<void> {
    setStep({ is: "asked" });
    const network = await clientOf(about);
    const call = await make(network);
    setStep({ is: "priced", call, fee: await network.preflight(by.signer, call), by });
  }
  async function send(call: Call, by: Account): Promise<void> {
    setStep({ is: "sent" });
    const network = await clientOf(about);
    setStep({ is: "final", receipt: await network.submit(by.signer, call) });
  }

  const isBusy = step.is === "asked" || step.is === "sent";
  return (
    <form
      aria-label={title}
      class="act"
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen && step.is === "priced") void send(step.call, step.by).catch(fail);
        else if (chosen) void price(chosen).catch(fail);
      }}
    >
      <h3>{title}</h3>
      <fieldset disabled={isBusy || step.is === "priced"}>{children}</fieldset>
      {step.is === "priced" && (
        <p>
          {step.by.name} pays a fee of <Pha plancks={step.fee} />; it would succeed now.
        </p>
      )}
      {step.is === "sent" && (
        <p role="status">It is signed and sent. It counts when validators have certified its block.</p>
      )}
      {step.is === "failed" && <Problem of={step.error} />}
      {step.is === "final" && <Final receipt={step.receipt} />}
      <p class="buttons">
        <button type="submit" class="main" disabled={isBusy || chosen === undefined}>
          {step.is === "priced" ? "Sign and send" : "See what it costs"}
        </button>
        {step.is === "priced" && (
          <button type="button" onClick={() => setStep({ is: "open" })}>
            Change it
          </button>
        )}
      </p>
    </form>
  );
}

const Final = ({ receipt: { block, hash } }: { readonly receipt: FinalizedReceipt }) => (
  <>
    <ProofMark of={{ value: block, isLoading: false }} what="that it was done and is final" />
    <p>
      Extrinsic <ExtrinsicLink hash={hash} />
    </p>
  </>
);
