import { toHex } from "@pha/codec";
import { blake2b256, sha256 } from "@pha/crypto";
import { implement } from "@pha/frame";
import type { Host } from "../../host.ts";
import { runtimeVersion } from "../../references.ts";
import { NewCode } from "./new-code.ts";
import { system } from "./spec.ts";

export const systemCalls = ({ inspect }: Pick<Host, "inspect">) =>
  implement(system, {
    remark() {},

    set_code({ publish, emit }, { code }) {
      const found = inspect(code);
      if (!found.ok) {
        const { problem, reason } = found;
        if (problem === "imports") throw system.errors.NotSelfContained({ reason });
        throw system.errors.FailedToExtractRuntimeVersion({ reason });
      }
      const { spec_name, spec_version } = found.version;
      const version = runtimeVersion.get();
      if (spec_name !== version.spec_name) throw system.errors.InvalidSpecName({ given: spec_name });
      if (spec_version <= version.spec_version)
        throw system.errors.SpecVersionNeedsToIncrease({ present: version.spec_version, given: spec_version });
      publish(new NewCode(code));
      emit.CodeUpdated({ hash: toHex(sha256(code)), spec_version });
    },

    remark_with_event({ caller, emit }, { remark }) {
      emit.Remarked({ sender: caller, hash: toHex(blake2b256(remark)) });
    },
  });
