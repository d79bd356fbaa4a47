import { useAbout } from "../network/context.ts";
import { hrefOf } from "../route.ts";
import { listed } from "../views.ts";
import { SearchBox } from "./search-box.tsx";

/** What stands above every view: where one is, where one can go, and the search. */
export function Header({ view }: { readonly view: string }) {
  const { title, development } = useAbout();
  return (
    <header>
      <button type="button" class="skip" onClick={() => document.getElementById("main")?.focus()}>
        Go to what is shown
      </button>
      <p class="name">
        <a href={hrefOf("overview")}>{title}</a>
      </p>
      <nav aria-label="Views">
        <ul>
          {listed.map(([name, text]) => (
            <li key={name}>
              <a href={hrefOf(name)} aria-current={name === view ? "page" : undefined}>
                {text}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <SearchBox />
      {development && <p class="note">Development network: its keys are public.</p>}
    </header>
  );
}
