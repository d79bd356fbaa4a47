import { AccountId, MultiAddress, option, struct } from "@pha/codec";
import { call, configured, DispatchResult, definePallet, event, genesisPart, value } from "@pha/frame";
import { RuntimeCall } from "../../references.ts";

const key = configured("key");

export const sudo = definePallet("Sudo", 5, {
  doc: "Root authority of one account. Only a development genesis names one.",
  genesis: genesisPart(struct({ key: option(AccountId) }), { key: undefined }),
  storage: {
    key: value(AccountId, { doc: "The account that may dispatch as root." }),
  },
  calls: {
    sudo: call(0, key, { call: RuntimeCall }, "Dispatches a call as root.", {
      nested: ["call"],
      operational: true,
    }),
    sudo_as: call(
      3,
      key,
      { who: MultiAddress, call: RuntimeCall },
      "Dispatches a call as if another account had signed it.",
      { nested: ["call"], operational: true },
    ),
  },
  events: {
    Sudid: event(0, { sudo_result: DispatchResult }, "A call was dispatched as root."),
    SudoAsDone: event(3, { sudo_result: DispatchResult }, "A call was dispatched as another account."),
  },
  errors: {
    RequireSudo: { index: 0, kind: "forbidden", doc: "Only the sudo account may do this." },
  },
});
