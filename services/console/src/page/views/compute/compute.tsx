import { ActAs } from "../../ui/act-as.tsx";
import { Funds } from "./funds.tsx";
import { Claim, Contribute, Withdraw } from "./stake-forms.tsx";
import { Stakes } from "./stakes.tsx";
import { Workers } from "./workers.tsx";

/** Who computes, what stands behind them, and what one has there. */
export function Compute() {
  return (
    <>
      <h1>Compute</h1>
      <h2>Workers</h2>
      <Workers />
      <h2>Pools and vaults</h2>
      <Funds />
      <h2>Yours</h2>
      <ActAs />
      <Stakes />
      <div class="forms">
        <Contribute />
        <Withdraw />
        <Claim />
      </div>
    </>
  );
}
