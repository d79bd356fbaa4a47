import { LatestEvents } from "../../ui/latest-events.tsx";
import { WordMark } from "../../ui/proof.tsx";
import { BlastRadius } from "./blast-radius.tsx";
import { Enclaves } from "./enclaves.tsx";
import { Policy } from "./policy.tsx";

/** Whom the network trusts with what, and what a leak would cost. */
export const Security = () => (
  <>
    <h1>Security</h1>
    <h2>Enclaves</h2>
    <Enclaves />
    <h2>Policy</h2>
    <Policy />
    <h2>Who was granted which key</h2>
    <WordMark>what gatekeepers told the ledger, in batches; each event is proven where it is opened.</WordMark>
    <LatestEvents wanted={{ pallet: "Grants", name: "KeysGranted" }} />
    <h2>What a leak would open</h2>
    <BlastRadius />
  </>
);
