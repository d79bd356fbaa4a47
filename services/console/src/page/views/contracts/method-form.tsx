import type { AbiMethod } from "@pha/sdk";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Problem } from "../../ui/problem.tsx";
import { ArgumentFields } from "./argument-fields.tsx";
import { argumentsOf, readArguments } from "./arguments.ts";

/** What came of a call, or how far it is. */
type Step =
  | { readonly is: "open" }
  | { readonly is: "going"; readonly text: string }
  | { readonly is: "done"; readonly shown: ComponentChildren }
  | { readonly is: "failed"; readonly error: unknown };

/** A form made from a method's declaration in the contract's proven code. */
export function MethodForm({
  name,
  method,
  button,
  call,
}: {
  readonly name: string;
  readonly method: AbiMethod;
  readonly button: string;
  readonly call: (args: unknown, onStep: (text: string) => void) => Promise<ComponentChildren>;
}) {
  const fields = argumentsOf(method);
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({});
  const [step, setStep] = useState<Step>({ is: "open" });

  async function run(): Promise<void> {
    const onStep = (text: string) => setStep({ is: "going", text });
    onStep("It is encrypted and asked …");
    setStep({ is: "done", shown: await call(readArguments(fields, texts), onStep) });
  }

  return (
    <form
      aria-label={name}
      class="act"
      onSubmit={(event) => {
        event.preventDefault();
        void run().catch((error: unknown) => setStep({ is: "failed", error }));
      }}
    >
      <h4>{name}</h4>
      {method.doc !== undefined && <p>{method.doc}</p>}
      <ArgumentFields
        of={fields}
        texts={texts}
        onText={(field, text) => setTexts((before) => ({ ...before, [field]: text }))}
      />
      {step.is === "going" && <p role="status">{step.text}</p>}
      {step.is === "failed" && <Problem of={step.error} />}
      {step.is === "done" && step.shown}
      <p class="buttons">
        <button type="submit" class="main" disabled={step.is === "going"}>
          {button}
        </button>
      </p>
    </form>
  );
}
