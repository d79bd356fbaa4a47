import { afterAll } from "vitest";
import { references, runtimePallets, runtimeVersion } from "../references.ts";
import { outer, pallets, version } from "../runtime-spec.ts";

// Test files of one worker share the references between pallets: after each they mean the network's runtime again,
// whatever runtimes its tests have made.
afterAll(() => {
  references.call.bind(outer.call);
  references.event.bind(outer.event);
  references.holdReason.bind(outer.holdReason);
  references.originCaller.bind(outer.originCaller);
  references.callFilter.bind(outer.callFilter);
  runtimeVersion.bind(version);
  runtimePallets.bind(pallets);
});
