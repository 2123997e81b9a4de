import { useMayGo } from "../me/use-me.ts";
import type { DestinationGroup } from "./destinations.ts";
import { NavigationLink } from "./navigation-link.tsx";

interface NavigationGroupProps {
  readonly group: DestinationGroup;
  readonly form: "row" | "icon";
  readonly onGo?: () => void;
}

/** The ways to the pages of one kind of work, under its name where it needs one. */
export function NavigationGroup({ group, form, onGo }: NavigationGroupProps) {
  const { word } = group;
  const mayGo = useMayGo();
  const destinations = group.destinations.filter(({ to }) => mayGo(to));
  if (destinations.length === 0) return null;
  // A name above its only page, which has the same, says nothing.
  const titled = word !== null && destinations.length > 1;
  return (
    <div className="flex flex-col gap-0.5">
      {titled && (
        <p className={form === "icon" ? "sr-only" : "px-3 pb-0.5 text-2xs font-medium text-muted"}>{word}</p>
      )}
      {destinations.map((destination) => (
        <NavigationLink
          key={destination.to}
          destination={destination}
          form={form}
          {...(onGo === undefined ? {} : { onGo })}
        />
      ))}
    </div>
  );
}
