import { errors, parseExactJson } from "@pha/sdk";
import { useId, useState } from "preact/hooks";
import { useAccounts } from "../../accounts/acting.ts";
import { clientOf } from "../../network/client.ts";
import { useAbout } from "../../network/context.ts";
import { hrefOf } from "../../route.ts";
import { TextField } from "../../ui/fields.tsx";
import { Problem } from "../../ui/problem.tsx";

/** How far a deployment has come. */
type Step =
  | { readonly is: "open" }
  | { readonly is: "going"; readonly step: string }
  | { readonly is: "done"; readonly id: string }
  | { readonly is: "failed"; readonly error: unknown };

/**
 * JSON as somebody types it; nothing for nothing.
 *
 * @throws `sdk.BadParameter`
 */
export function readJson(text: string): unknown {
  if (text.trim() === "") return undefined;
  try {
    return parseExactJson(text);
  } catch (cause) {
    throw errors.BadParameter({ parameter: "arguments", expected: 'JSON, as {"name":"value"}' }, cause);
  }
}

/** Makes a contract of a built bundle: its code is public, and what it is asked and told is not. */
export function Deploy() {
  const about = useAbout();
  const { chosen } = useAccounts(about);
  const [file, setFile] = useState<File>();
  const [args, setArgs] = useState("");
  const [step, setStep] = useState<Step>({ is: "open" });
  const id = useId();

  async function deploy(): Promise<void> {
    if (chosen === undefined || file === undefined) return;
    const progress = (next: string) => setStep({ is: "going", step: next });
    progress("reading the bundle");
    const code = new Uint8Array(await file.arrayBuffer());
    const network = await clientOf(about);
    const made = await network.deploy(chosen.signer, { code, args: readJson(args), progress, preflight: true });
    setStep({ is: "done", id: made.id });
  }

  return (
    <form
      aria-label="Deploy"
      class="act"
      onSubmit={(event) => {
        event.preventDefault();
        void deploy().catch((error: unknown) => setStep({ is: "failed", error }));
      }}
    >
      <p class="field">
        <label for={id}>Bundle</label>
        <input
          id={id}
          type="file"
          accept=".js,.mjs"
          aria-describedby={`${id}-hint`}
          onChange={({ currentTarget }) => setFile(currentTarget.files?.[0])}
        />
        <small id={`${id}-hint`}>What ./pha contract build writes. Drop it here, or choose it.</small>
      </p>
      <TextField label="Arguments" value={args} onValue={setArgs} hint="Of its constructor, in JSON; public" />
      {step.is === "going" && <p role="status">It is being deployed: {step.step} …</p>}
      {step.is === "failed" && <Problem of={step.error} />}
      {step.is === "done" && (
        <p class="mark good" role="status">
          ✓ It is ready, and its constructor has succeeded: <a href={hrefOf("contract", step.id)}>{step.id}</a>
        </p>
      )}
      <p class="buttons">
        <button type="submit" class="main" disabled={step.is === "going" || file === undefined || chosen === undefined}>
          Sign and deploy
        </button>
      </p>
    </form>
  );
}
