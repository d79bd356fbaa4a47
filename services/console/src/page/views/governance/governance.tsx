import { governanceApi } from "@pha/api";
import { ActAs } from "../../ui/act-as.tsx";
import { WordMark } from "../../ui/proof.tsx";
import { Calendar } from "./calendar.tsx";
import { Delegate } from "./delegate.tsx";
import { Referenda } from "./referenda.tsx";
import { Treasury } from "./treasury.tsx";
import { Undelegate } from "./undelegate.tsx";
import { useGovernance } from "./use-governance.ts";
import { Waiting } from "./waiting.tsx";

/** What can be voted on now and how it stands, what comes next, and what there is to spend. */
export function Governance() {
  const referenda = useGovernance(governanceApi.referenda.list, { status: "ongoing" });
  return (
    <>
      <h1>Governance</h1>
      <WordMark>
        of the governance service, which follows finalized blocks. A referendum's own page proves its record.
      </WordMark>
      <ActAs />
      <h2>To be voted on now</h2>
      <Referenda of={referenda} />
      <h2>Waiting to be put to the vote</h2>
      <Waiting />
      <h2>Delegation</h2>
      <div class="forms">
        <Delegate />
        <Undelegate />
      </div>
      <h2>What comes when</h2>
      <Calendar />
      <h2>Treasury</h2>
      <Treasury />
    </>
  );
}
