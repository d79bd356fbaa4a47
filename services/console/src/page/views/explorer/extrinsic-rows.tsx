import type { Extrinsic } from "@pha/api";
import { AccountLink, ExtrinsicLink } from "../../ui/links.tsx";
import { Table } from "../../ui/table.tsx";

/** How an extrinsic ended: what failed is named. */
export const endOf = ({ ok, failures }: Pick<Extrinsic, "ok" | "failures">): string =>
  ok ? "✓ done" : `✗ ${failures.map(({ error }) => error).join(", ")}`;

/** Extrinsics of one block. */
export const ExtrinsicRows = ({ extrinsics }: { readonly extrinsics: readonly Extrinsic[] }) => (
  <Table
    name="Extrinsics"
    head={["Call", "By", "Extrinsic", "Result"]}
    none="It has none."
    rows={extrinsics.map((one) => ({
      key: one.hash,
      cells: [
        `${one.call.pallet}.${one.call.call}`,
        one.signed ? <AccountLink key="signer" account={one.signed.signer} /> : "an enclave",
        <ExtrinsicLink key="hash" hash={one.hash} />,
        endOf(one),
      ],
    }))}
  />
);
