import type { LucideIcon } from "lucide-react";
import { Pencil } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "../../ui/button.tsx";
import { ColumnHeader } from "../../ui/column-header.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";

interface RecordTableProps<Row> {
  readonly title: string;
  readonly what: string;
  readonly query: {
    readonly data: readonly Row[] | undefined;
    readonly error: Error | null;
    refetch(): unknown;
  };
  readonly keyOf: (row: Row) => string;
  /** The first names the row. */
  readonly columns: readonly { readonly head: string; readonly cell: (row: Row) => ReactNode }[];
  readonly nameOf: (row: Row) => string;
  readonly onEdit?: (row: Row) => void;
  readonly empty: { readonly icon: LucideIcon; readonly title: string; readonly children: ReactNode };
  readonly tools?: ReactNode;
  /** Whether there are more than were read so far: then their number is none of all. */
  readonly partial?: boolean;
  /** Behind the last column. */
  readonly more?: (row: Row) => ReactNode;
}

/** Records of one kind, a row each, with the way to change one. */
export function RecordTable<Row>({
  title,
  what,
  query,
  keyOf,
  columns,
  nameOf,
  onEdit,
  empty,
  tools,
  more,
  partial = false,
}: RecordTableProps<Row>) {
  const rows = query.data;
  const [first, ...others] = columns;
  return (
    <Panel
      title={title}
      note={partial && rows !== undefined ? `the first ${rows.length}` : rows?.length}
      tools={tools}
      className="shrink-0"
    >
      {query.error !== null && (
        <ReadTrouble what={what} error={query.error} onAgain={() => void query.refetch()} />
      )}
      {rows === undefined && query.error === null && <SkeletonRows label={`Reading: ${title}`} rows={5} />}
      {rows?.length === 0 && (
        <EmptyState icon={empty.icon} title={empty.title}>
          {empty.children}
        </EmptyState>
      )}
      {rows !== undefined && rows.length > 0 && first !== undefined && (
        <table className="w-full">
          <caption className="sr-only">{title}</caption>
          <thead className="bg-sunken max-sm:sr-only">
            <tr>
              {columns.map(({ head }) => (
                <ColumnHeader key={head}>{head}</ColumnHeader>
              ))}
              <ColumnHeader align="right">
                <span className="sr-only">What can be done</span>
              </ColumnHeader>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr
                key={keyOf(row)}
                className="border-b border-line text-sm last:border-b-0 max-sm:grid max-sm:grid-cols-[minmax(0,1fr)_auto] max-sm:gap-x-3 max-sm:px-4 max-sm:py-2 sm:[&>*]:py-1.5 sm:[&>*]:pr-4 sm:[&>*:first-child]:pl-4"
              >
                <th scope="row" className="min-w-0 text-left font-medium break-words">
                  {first.cell(row)}
                </th>
                {others.map(({ head, cell }) => (
                  <td key={head} className="min-w-0 break-words text-muted max-sm:col-start-1">
                    {cell(row)}
                  </td>
                ))}
                <td className="max-sm:col-start-2 max-sm:row-span-3 max-sm:row-start-1">
                  <span className="flex justify-end gap-1">
                    {more?.(row)}
                    {onEdit !== undefined && (
                      <Button kind="quiet" aria-label={`Change ${nameOf(row)}`} onClick={() => onEdit(row)}>
                        <Pencil aria-hidden className="size-3.5" />
                        Change
                      </Button>
                    )}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
