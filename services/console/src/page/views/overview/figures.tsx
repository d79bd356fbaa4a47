import { useHeads } from "../../hooks/use-heads.ts";
import { useAbout } from "../../network/context.ts";
import { countText, rateText } from "../../ui/format.ts";
import { Pha } from "../../ui/pha.tsx";
import { Problem } from "../../ui/problem.tsx";
import { Figure } from "./figure.tsx";
import { type ChainFigures, inPha, perSecond, pointsOf } from "./hour.ts";
import { useChainHour, useQueryHour } from "./use-figures.ts";

/** Every figure of the network with its last hour. */
export function Figures() {
  const { chain, gatekeepers, token } = useAbout();
  const heads = useHeads();
  const { slots, error } = useChainHour(chain);
  const queries = useQueryHour(gatekeepers);
  const now = slots.at(-1);
  const asked = queries.slots.at(-1);
  const of = (figure: (slot: ChainFigures) => number) => pointsOf(slots, figure);
  const rate = (value: number) => `${rateText(value)} per second`;
  const count = (value: number) => countText(Math.round(value));
  const pha = (value: number) => `${countText(Math.round(value))} ${token}`;
  const waiting = "measured every ten seconds";
  return (
    <>
      {error !== undefined && <Problem of={error} />}
      <ul class="figures">
        <Figure name="Blocks" points={of(({ blocks }) => perSecond(blocks))} text={rate}>
          {countText(heads.finalized)} final, {countText(heads.best - heads.finalized)} ahead
        </Figure>
        <Figure name="Transactions" points={of(({ transactions }) => perSecond(transactions))} text={rate}>
          {now ? rate(perSecond(now.transactions)) : waiting}
        </Figure>
        <Figure name="Queries" points={pointsOf(queries.slots, (slot) => perSecond(slot.queries))} text={rate}>
          {asked
            ? `${rate(perSecond(asked.queries))}, told by ${queries.heard} of ${gatekeepers.length} gatekeepers`
            : waiting}
        </Figure>
        <Figure name="Workers" points={of(({ workers }) => workers)} text={count}>
          {now ? `${countText(now.workers)} compute and answer` : waiting}
        </Figure>
        <Figure name="Gatekeepers" points={of((slot) => slot.gatekeepers)} text={count}>
          {now
            ? `${countText(now.gatekeepers)}, ${now.generation === 0 ? "making their key" : `key generation ${now.generation}`}`
            : waiting}
        </Figure>
        <Figure name="Validators" points={of(({ validators }) => validators)} text={count}>
          {now ? `${countText(now.validators)} certify blocks` : waiting}
        </Figure>
        <Figure name="Staked" points={of(({ staked }) => inPha(staked))} text={pha}>
          {now ? <Pha plancks={now.staked} /> : waiting}
        </Figure>
        <Figure name="Treasury" points={of(({ treasury }) => inPha(treasury))} text={pha}>
          {now ? <Pha plancks={now.treasury} /> : waiting}
        </Figure>
      </ul>
    </>
  );
}
