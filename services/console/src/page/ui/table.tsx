import type { ComponentChildren } from "preact";

/** A table that is a list of cards where the window is narrow: every cell knows its heading. */
export function Table({
  name,
  head,
  rows,
  none,
}: {
  readonly name: string;
  readonly head: readonly string[];
  readonly rows: readonly { readonly key: string; readonly cells: readonly ComponentChildren[] }[];
  readonly none: string;
}) {
  if (rows.length === 0) return <p>{none}</p>;
  return (
    <table aria-label={name}>
      <thead>
        <tr>
          {head.map((one) => (
            <th key={one} scope="col">
              {one}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, cells }) => (
          <tr key={key}>
            {cells.map((cell, i) => (
              <td key={head[i]} data-name={head[i]}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
