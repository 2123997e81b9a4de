import { Link } from "@tanstack/react-router";
import { MapPinOff } from "lucide-react";
import { buttonLook } from "../../ui/button-look.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";

export function NotFound() {
  return (
    <>
      <PageHeading title="No such page" />
      <EmptyState icon={MapPinOff} title="Nothing is at this address" level={2}>
        <p>The link may be old, or a letter is missing.</p>
        <div>
          <Link to="/" className={buttonLook("primary")}>
            To today
          </Link>
        </div>
      </EmptyState>
    </>
  );
}
