import { useEffect } from "preact/hooks";
import { useNetwork } from "../../hooks/use-network.ts";
import { useAbout } from "../../network/context.ts";
import { hrefOf } from "../../route.ts";
import type { ViewProps } from "../../shell/lazy.tsx";
import { Shown } from "../../ui/shown.tsx";
import { find } from "./find.ts";

/** What a search has found: one thing is opened at once, of several one is chosen. */
export function Found({ of: [text = ""] }: ViewProps) {
  const about = useAbout();
  const found = useNetwork((network) => find(about, network, text), [text]);
  const [only, ...others] = found.value ?? [];
  useEffect(() => {
    if (only && others.length === 0) location.replace(hrefOf(only.view, only.of));
  }, [found.value]);
  return (
    <>
      <h1>Search for “{text}”</h1>
      <Shown of={found}>
        {(things) =>
          things.length === 0 ? (
            <p>
              Nothing is called so. A block is found by its number or hash, an extrinsic, contract or worker by its
              hash, an account by its address or the name of its identity, events by a name such as Balances.Transfer.
            </p>
          ) : (
            <ul>
              {things.map(({ view, of, what }) => (
                <li key={view + of}>
                  <a href={hrefOf(view, of)}>{what}</a>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </>
  );
}
