import { lockId } from "./balances/lock-id.ts";

/** `democrac`: the lock of votes and delegations, and how the names of referenda's tasks begin. */
export const democracyId = lockId("democrac");
