import { type Hex, toHex } from "@pha/codec";
import type { Runtime } from "@pha/runtime";

/** The runtime's version as `state_getRuntimeVersion` shows it. */
export function runtimeVersion({ version }: Runtime) {
  return {
    ...common({ version }),
    authoringVersion: version.authoring_version,
    stateVersion: version.system_version,
    systemVersion: version.system_version,
    apis: apisOf({ version }),
  };
}

/** The runtime's version as `chainHead_v1_follow` shows it. */
export const modernVersion = ({ version }: Runtime) => ({
  ...common({ version }),
  apis: Object.fromEntries(apisOf({ version })),
});

type Versioned = Pick<Runtime, "version">;

const common = ({ version }: Versioned) => ({
  specName: version.spec_name,
  implName: version.impl_name,
  specVersion: version.spec_version,
  implVersion: version.impl_version,
  transactionVersion: version.transaction_version,
});

const apisOf = ({ version }: Versioned): (readonly [Hex, number])[] =>
  version.apis.map(([id, of]) => [toHex(Uint8Array.from(id)), of]);
