import { tx } from "@pha/sdk";
import { democracy } from "@pha/sdk/pallets";
import { Act } from "../../ui/act.tsx";

/** Takes a delegation back. */
export const Undelegate = () => <Act title="End the delegation" make={() => tx(democracy, "undelegate", {})} />;
