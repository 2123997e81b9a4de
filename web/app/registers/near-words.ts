import type { NearView } from "../../../src/contract/http/sessions.ts";

/** Why a scan near a session is not what the mark there rests on, in words. */
export const nearWords: Readonly<Record<NearView["because"], string>> = {
  turned_away: "turned away",
  not_recognised: "named, but not recognised",
  before_window: "before arrivals counted",
  after_window: "after the session had closed",
  other_room: "not a room of this session",
  going_out: "going out",
  not_counted: "counts for another session, or came when this was settled",
};
