-- Whether a reader was blind was not asked of standing days. Those that are over and in whose rooms a reader told its health
-- are settled and judged by the next round of the monitor, as if they had just closed.
update session s set settled_close = null
where s.kind = 'standing' and s.state in ('closed', 'reopened') and exists (
  select from session_room r
  join fact w on w.kind = 'watch' and w.room_id = r.room_id and (w.body->>'health')::boolean
    and w.from_at < s.closes_at and (w.to_at is null or w.to_at > s.opens_at)
  where r.session_id = s.id
);
