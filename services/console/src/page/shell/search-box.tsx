import { useState } from "preact/hooks";
import { hrefOf } from "../route.ts";

/** Looks for whatever somebody has: a number, a hash, an address, a name. */
export function SearchBox() {
  const [text, setText] = useState("");
  return (
    <search>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const given = text.trim();
          if (given !== "") location.hash = hrefOf("search", given);
        }}
      >
        <label>
          <span class="unseen">Search</span>
          <input
            type="search"
            placeholder="Block, hash, address or name"
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
        </label>
        <button type="submit">Search</button>
      </form>
    </search>
  );
}
