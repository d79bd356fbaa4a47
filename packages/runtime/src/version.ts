import { array, struct, type TypeOf, text, tuple, u8, u32, vec } from "@pha/codec";
import type { ApiSpec } from "@pha/frame";

/** Substrate's `RuntimeVersion`. */
export const RuntimeVersion = struct(
  {
    spec_name: text({ max: 64 }),
    impl_name: text({ max: 64 }),
    authoring_version: u32,
    spec_version: u32,
    impl_version: u32,
    apis: vec(tuple(array(u8, 8), u32), { max: 64 }),
    transaction_version: u32,
    system_version: u8,
  },
  { path: ["sp_version", "RuntimeVersion"] },
);
export type RuntimeVersion = TypeOf<typeof RuntimeVersion>;

/** `spec_version` rises with every release that changes what blocks do; `transaction_version` when extensions or calls that exist are encoded otherwise. */
export const versions = { spec_version: 25, transaction_version: 6 } as const;

/** The version of a runtime that answers these APIs. */
export const versionWith = (apis: Readonly<Record<string, ApiSpec>>): RuntimeVersion => ({
  spec_name: "pha-network",
  impl_name: "pha-network",
  authoring_version: 1,
  impl_version: 0,
  apis: Object.values(apis).map(({ id, version }) => [idBytes(id), version]),
  system_version: 1,
  ...versions,
});

function idBytes(id: string): number[] {
  return Array.from({ length: 8 }, (_, i) => Number.parseInt(id.slice(2 + 2 * i, 4 + 2 * i), 16));
}
