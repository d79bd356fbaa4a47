import { errors } from "@pha/sdk";
import { ChoiceField, TextField } from "../../ui/fields.tsx";

/** A pool or vault, as somebody names it. */
export interface Chosen {
  readonly kind: "pool" | "vault";
  readonly id: string;
}

export const firstPool: Chosen = { kind: "pool", id: "0" };

/** @throws `sdk.BadParameter` */
export function idOf({ kind, id }: Chosen): number {
  if (!/^\d{1,9}$/.test(id.trim())) throw errors.BadParameter({ parameter: kind, expected: "a number", given: id });
  return Number(id);
}

/** Chooses a pool or vault. */
export const FundFields = ({ of, onChoose }: { readonly of: Chosen; readonly onChoose: (chosen: Chosen) => void }) => (
  <>
    <ChoiceField
      label="Kind"
      value={of.kind}
      onValue={(kind) => onChoose({ ...of, kind: kind === "vault" ? "vault" : "pool" })}
      options={[
        ["pool", "Pool"],
        ["vault", "Vault"],
      ]}
    />
    <TextField label="Number" value={of.id} onValue={(id) => onChoose({ ...of, id })} />
  </>
);
