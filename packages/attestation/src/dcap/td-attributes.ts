import { errors } from "./errors.ts";
import type { TdReport } from "./reports.ts";

const noServiceTd = `0x${"00".repeat(48)}`;

/** Bits of byte 3: the host cannot take pages away unseen; a reserved one. */
const SEPT_VE_DISABLE = 0x10;
const RESERVED_29 = 0x20;

/**
 * Refuses a trust domain that is not closed (Intel TDX module specification, TD attributes): a debugger, reserved bits,
 * pages that vanish unseen, a service domain.
 *
 * @throws `dcap.DebugEnabled`, `BadTdAttributes`, `ServiceTd`
 */
export function refuseWeakDomain({ tdAttributes, later }: TdReport): void {
  const [underDebug = 0, b1 = 0, b2 = 0, b3 = 0, b4 = 0, b5 = 0, b6 = 0, b7 = 0] = tdAttributes;
  if (underDebug !== 0) throw errors.DebugEnabled({ of: "trust domain" });
  const reserved = b1 | b2 | (b3 & 0x0f) | (b3 & RESERVED_29) | b4 | b5 | b6 | (b7 & 0x7f);
  if (reserved !== 0 || (b3 & SEPT_VE_DISABLE) === 0) throw errors.BadTdAttributes({ reserved: reserved !== 0 });
  if (later && later.mrServiceTd !== noServiceTd) throw errors.ServiceTd();
}
