import { Skeleton } from "../../ui/skeleton.tsx";

/** A page that is being read: a heading, a row of figures, a panel. */
export function PageSkeleton() {
  return (
    <div role="status" className="flex min-h-0 flex-1 flex-col gap-4">
      <span className="sr-only">Reading the page</span>
      <Skeleton className="h-8 w-40" />
      <Skeleton className="h-24 w-full" />
      <Skeleton className="h-64 w-full flex-1" />
    </div>
  );
}
