import { governanceApi } from "@pha/api";
import { timeText } from "../../ui/format.ts";
import { Shown } from "../../ui/shown.tsx";
import { Table } from "../../ui/table.tsx";
import { useGovernance } from "./use-governance.ts";

/** What is due, by the block that it is due in. */
export function Calendar() {
  const calendar = useGovernance(governanceApi.calendar.list, {});
  return (
    <Shown of={calendar}>
      {({ due }) => (
        <Table
          name="What comes when"
          head={["Block", "Not before", "What", "About"]}
          none="Nothing is due."
          rows={due.map(({ block, timeMs, what, topic }, i) => ({
            key: `${block}-${i}`,
            cells: [block, timeText(Number(timeMs)), what, topic ?? ""],
          }))}
        />
      )}
    </Shown>
  );
}
