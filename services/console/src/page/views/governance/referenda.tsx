import type { governanceApi, ReplyOf } from "@pha/api";
import type { Loaded } from "../../hooks/use-loaded.ts";
import { hrefOf } from "../../route.ts";
import { BlockLink } from "../../ui/links.tsx";
import { Shown } from "../../ui/shown.tsx";
import { TallyPicture } from "./tally-picture.tsx";
import { Vote } from "./vote.tsx";

type Listed = ReplyOf<typeof governanceApi.referenda.list>;

/** Referenda that can be voted in, each with its tally and a form. */
export const Referenda = ({ of }: { readonly of: Loaded<Listed> }) => (
  <Shown of={of}>
    {({ referenda }) =>
      referenda.length === 0 ? (
        <p>There is none. The next one is launched out of what waits below.</p>
      ) : (
        referenda.map(({ index, standing, endsAt, hash, threshold }) => (
          <article key={index} aria-label={`Referendum ${index}`}>
            <h3>
              <a href={hrefOf("referendum", index)}>Referendum {index}</a>
            </h3>
            <p>
              Its call is <code>{hash}</code>; {threshold.type}; voting ends with block{" "}
              {endsAt !== undefined && <BlockLink number={endsAt} />}.
            </p>
            {standing && <TallyPicture of={standing} />}
            <Vote index={index} />
          </article>
        ))
      )
    }
  </Shown>
);
