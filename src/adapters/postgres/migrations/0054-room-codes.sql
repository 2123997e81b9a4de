-- Who confirmed in a session by the code that was shown in its room: the topic names the session, and these scans are few
-- among all.
create index scan_room_code on scan (topic) where source = 'room-code';
