import { useAbout } from "../network/context.ts";
import { phaText } from "./amount.ts";

/** An amount, exact for who looks. */
export function Pha({ plancks }: { readonly plancks: bigint }) {
  const { token } = useAbout();
  return (
    <span class="amount" title={`${phaText(plancks, 12)} ${token}`}>
      {phaText(plancks)} {token}
    </span>
  );
}
