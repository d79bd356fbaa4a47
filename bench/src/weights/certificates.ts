import { utf8 } from "@pha/codec";
import { ethAddress, evmAccountOf, personalDigest, signEcdsa } from "@pha/crypto";
import { certificates, revocationText } from "@pha/runtime/spec";
import { callsOf } from "@pha/runtime/testing";
import { type Benchmark, bytes, ledgerWith, simple } from "./cases.ts";

const { revoke, revoke_evm } = callsOf(certificates);

export const certificateBenchmarks = {
  revoke: simple("Alice", revoke({})),
  revoke_evm: {
    setup: () => {
      const address = ethAddress(bytes(32));
      const revocations = 7;
      const ledger = ledgerWith((changed) =>
        changed.of(certificates).revocations.put(evmAccountOf(address), revocations),
      );
      const signature = signEcdsa(bytes(32), personalDigest(utf8(revocationText(ledger.genesisHash, revocations))));
      return { ledger, caller: "Alice", call: revoke_evm({ address, revocations, signature }) };
    },
  },
} satisfies Readonly<Record<string, Benchmark>>;
