import { Link, linkOptions, type NavigateOptions, useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import {
  Antenna,
  CalendarClock,
  ClipboardCheck,
  DoorOpen,
  GraduationCap,
  type LucideIcon,
  Search,
  UserCog,
  UserRound,
} from "lucide-react";
import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { useMay, useMayDeed, useMayGo } from "../me/use-me.ts";
import { destinations } from "../shell/destinations.ts";
import { EndDemoDialog } from "../shell/end-demo-dialog.tsx";
import { useLiveValue } from "../shell/use-live-value.ts";
import { useSignOut } from "../shell/use-sign-out.tsx";
import { findEntries } from "./find-entries.ts";
import { innerPages, placesToBegin } from "./places.ts";
import { useActions } from "./use-actions.ts";
import { usePaletteEntries } from "./use-palette-entries.ts";

const mostActions = 8;
const pages = destinations.map((destination) => ({ ...destination, id: destination.to }));

/** Everything by its name: pages, people, sessions, classes, rooms, readers, and what can be done from everywhere. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const mayGo = useMayGo();
  const mayDeed = useMayDeed();
  const maySeeDay = useMay("session.read");
  const [typed, setTyped] = useState("");
  const [ending, setEnding] = useState(false);
  const demoStudents = useLiveValue(({ state }) => state?.system.demo.students ?? 0);
  const navigate = useNavigate();
  const found = usePaletteEntries(typed);
  const signOut = useSignOut();
  const actions = useActions(() => setEnding(true), signOut.start);

  function go(to: NavigateOptions) {
    onClose();
    void navigate(to);
  }

  if (signOut.question !== null) return signOut.question;
  if (ending) return <EndDemoDialog students={demoStudents} onClose={onClose} />;
  return (
    <Modal onClose={onClose}>
      <Command label="Search everything" shouldFilter={false} loop className="outline-none">
        <div className="flex items-center gap-2.5 border-b border-line px-4">
          <Search aria-hidden className="size-4 shrink-0 text-muted" />
          <Command.Input
            value={typed}
            onValueChange={setTyped}
            placeholder="Name or id, session, class, room, reader or deed"
            className="h-12 w-full bg-transparent text-base outline-none placeholder:text-muted"
          />
        </div>
        <Command.List label="What was found" className="max-h-[min(24rem,60dvh)] overflow-y-auto p-2">
          <Command.Empty className="px-3 py-6 text-sm text-muted">
            {found.searching ? (
              "Searching"
            ) : (
              <>
                No page, person, class, room or reader, and no session of now or the next two hours, is called
                “{typed.trim()}”.{" "}
                {maySeeDay && (
                  <Link
                    to="/registers/day"
                    search={{ search: typed.trim() }}
                    onClick={onClose}
                    className="font-medium text-accent underline"
                  >
                    Look among all sessions of today
                  </Link>
                )}
              </>
            )}
          </Command.Empty>
          <Group heading="Pages">
            {findEntries(
              typed,
              pages.filter(({ to }) => mayGo(to)),
              pages.length,
            ).map(({ to, word, icon, key }) => (
              <Item
                key={to}
                value={`page ${to}`}
                icon={icon}
                onSelect={() => go({ to })}
                note={`G ${key.toUpperCase()}`}
              >
                {word}
              </Item>
            ))}
            {typed.trim() !== "" &&
              findEntries(
                typed,
                innerPages.filter(({ needs }) => mayDeed(needs)),
                mostActions,
              ).map(({ id, word, icon, to }) => (
                <Item key={id} value={`inner ${id}`} icon={icon} onSelect={() => go(to)}>
                  {word}
                </Item>
              ))}
          </Group>
          <Group heading="Students">
            {found.students.map(({ id, word, also }) => (
              <Item
                key={id}
                value={`student ${id}`}
                icon={UserRound}
                note={also?.[0]}
                onSelect={() => go(linkOptions({ to: "/students/$student", params: { student: id } }))}
              >
                {word}
              </Item>
            ))}
          </Group>
          <Group heading="Staff">
            {found.staff.map(({ id, word, also }) => (
              <Item
                key={id}
                value={`staff ${id}`}
                icon={UserCog}
                note={also?.[0]}
                onSelect={() => go(linkOptions({ to: "/school/people/$person", params: { person: id } }))}
              >
                {word}
              </Item>
            ))}
          </Group>
          {(
            [
              ["Sessions on now", found.sessions],
              ["Sessions before and after", found.nearSessions],
            ] as const
          ).map(([heading, sessions]) => (
            <Group key={heading} heading={heading}>
              {sessions.map(({ id, word, also }) => (
                <Item
                  key={id}
                  value={`session ${id}`}
                  icon={CalendarClock}
                  note={also?.[0]}
                  onSelect={() => go(linkOptions({ to: "/registers/$session", params: { session: id } }))}
                >
                  {word}
                </Item>
              ))}
            </Group>
          ))}
          <Group heading="Classes">
            {found.classes.map(({ id, word, also }) => (
              <Item
                key={id}
                value={`class ${id}`}
                icon={GraduationCap}
                note={also?.[0]}
                onSelect={() => go(linkOptions({ to: "/classes/$code", params: { code: id } }))}
              >
                {word}
              </Item>
            ))}
          </Group>
          <Group heading="Rooms">
            {found.rooms.map(({ id, word, also }) => (
              <Item
                key={id}
                value={`room ${id}`}
                icon={DoorOpen}
                note={also?.[0]}
                onSelect={() => go(linkOptions({ to: "/rooms/$code", params: { code: id } }))}
              >
                {word}
              </Item>
            ))}
          </Group>
          <Group heading="Readers">
            {found.readers.map(({ id, word }) => (
              <Item
                key={id}
                value={`reader ${id}`}
                icon={Antenna}
                onSelect={() => go(linkOptions({ to: "/devices/$name", params: { name: id } }))}
              >
                {word}
              </Item>
            ))}
          </Group>
          <Group heading="Actions">
            {found.signOffs.map(({ id, word, also }) => (
              <Item
                key={`sign-off ${id}`}
                value={`sign-off ${id}`}
                icon={ClipboardCheck}
                note={also?.[0]}
                onSelect={() => go(linkOptions({ to: "/registers/$session", params: { session: id } }))}
              >
                {word}
              </Item>
            ))}
            {findEntries(
              typed,
              placesToBegin.filter(({ needs }) => mayDeed(needs)),
              mostActions,
            ).map(({ id, word, icon, to }) => (
              <Item key={id} value={`deed ${id}`} icon={icon} onSelect={() => go(to)}>
                {word}
              </Item>
            ))}
            {findEntries(typed, actions.list, mostActions).map(({ id, word, icon, run, stays = false }) => (
              <Item
                key={id}
                value={`action ${id}`}
                icon={icon}
                onSelect={() => {
                  run();
                  // What was typed may find nothing more once it is done.
                  if (stays) setTyped("");
                  else onClose();
                }}
              >
                {word}
              </Item>
            ))}
          </Group>
        </Command.List>
      </Command>
      {actions.said !== null && (
        <p role="status" className="border-t border-line px-4 py-2 text-sm">
          {actions.said}
        </p>
      )}
      {[found.trouble, actions.trouble].map(
        (trouble) =>
          trouble !== null && (
            <p key={trouble} role="alert" className="border-t border-line px-4 py-2 text-sm text-denied">
              {trouble}
            </p>
          ),
      )}
      <p aria-hidden className="hidden gap-4 border-t border-line px-4 py-2 text-2xs text-muted sm:flex">
        <span>↑ ↓ to choose</span>
        <span>Enter to go</span>
        <span>Esc to close</span>
      </p>
    </Modal>
  );
}

function Group({ heading, children }: { heading: string; children: readonly ReactNode[] }) {
  if (children.length === 0) return null;
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-muted"
    >
      {children}
    </Command.Group>
  );
}

interface ItemProps {
  readonly value: string;
  readonly icon: LucideIcon;
  readonly note?: string | undefined;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}

function Item({ value, icon: Icon, note, onSelect, children }: ItemProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex min-h-9 cursor-pointer items-center gap-3 rounded-control px-3 text-sm data-[selected=true]:bg-sunken"
    >
      <Icon aria-hidden className="size-4 shrink-0 text-muted" />
      <span className="min-w-0 truncate">{children}</span>
      {note !== undefined && <span className="ml-auto truncate pl-4 text-xs text-muted">{note}</span>}
    </Command.Item>
  );
}

/** Near the top of the window, so that results grow downwards and the field stays where it is. */
function Modal({ onClose, children }: { onClose: () => void; children: ReactNode }) {
  const element = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    // The dialog would give the focus to the list's frame, which comes first and takes no text.
    dialog?.querySelector("input")?.focus();
    return () => dialog?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the key for what a click beside the dialog does
    <dialog
      ref={element}
      aria-label="Search everything"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
      className="mt-[10dvh] w-[calc(100vw-2rem)] max-w-xl overflow-hidden rounded-panel border border-line bg-surface p-0 text-ink shadow-lg"
    >
      {children}
    </dialog>
  );
}
