import type { ComponentChildren } from "preact";
import type { Loaded } from "../hooks/use-loaded.ts";
import { Problem } from "./problem.tsx";

/** What was verified, of how many validators' word. */
export interface Certified {
  readonly number: number;
  readonly signers: number;
  readonly validators: number;
}

/** The mark of what this browser has verified itself, is verifying, or takes on the chain's word. */
export function ProofMark({ of, what }: { readonly of: Loaded<Certified | undefined>; readonly what: string }) {
  if (of.error !== undefined) {
    return (
      <div class="mark bad">
        <strong>✗ Not verified</strong>
        <Problem of={of.error} />
      </div>
    );
  }
  if (of.value === undefined) return <p class="mark">… Verifying {what} in this browser</p>;
  const { number, signers, validators } = of.value;
  return (
    <p class="mark good" role="status">
      <strong>✓ Verified in this browser:</strong> {what}, by block {number}, which {signers} of {validators} validators
      certified
    </p>
  );
}

/** The mark of what nothing proves. */
export const WordMark = ({ children }: { readonly children: ComponentChildren }) => (
  <p class="mark">◦ By the chain's word alone: {children}</p>
);
