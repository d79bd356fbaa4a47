import { useEffect, useState } from "preact/hooks";
import { HeadsContext, useHearHeads } from "./hooks/use-heads.ts";
import type { AboutNetwork } from "./network/about.ts";
import { About } from "./network/context.ts";
import { readRoute } from "./route.ts";
import { Header } from "./shell/header.tsx";
import { Lazy } from "./shell/lazy.tsx";
import { findView } from "./views.ts";

/** The whole page: its head, and the view that the address names. */
export function App({ about }: { readonly about: AboutNetwork }) {
  const { view: name, of } = useRoute();
  const heads = useHearHeads(about.chain);
  const view = findView(name);
  useEffect(() => {
    document.title = `${[view?.title ?? name, ...of].join(" ")}, ${about.title} console`;
  }, [name, of, view, about]);
  return (
    <About.Provider value={about}>
      <HeadsContext.Provider value={heads}>
        <Header view={name} />
        <main id="main" tabIndex={-1}>
          {heads.isLost && (
            <p role="alert" class="problem">
              The chain at {about.chain} cannot be heard. What is shown may be old; it is tried again every two seconds.
            </p>
          )}
          {view ? (
            <Lazy key={name} load={view.load} of={of} />
          ) : (
            <p>There is no view “{name}”. The overview is the first one above.</p>
          )}
        </main>
        <footer>
          <p>
            {about.title}, genesis <code>{about.genesisHash}</code>
          </p>
        </footer>
      </HeadsContext.Provider>
    </About.Provider>
  );
}

function useRoute() {
  const [route, setRoute] = useState(() => readRoute(location.hash));
  useEffect(() => {
    const read = () => {
      setRoute(readRoute(location.hash));
      window.scrollTo(0, 0);
      document.getElementById("main")?.focus({ preventScroll: true });
    };
    window.addEventListener("hashchange", read);
    return () => window.removeEventListener("hashchange", read);
  }, []);
  return route;
}
