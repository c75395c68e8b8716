-- The key under which a person's unsent work lies on a device (docs/decisions/0025-sealed-devices.md). It leaves the server
-- only to that person, signed in. `begun_in` is the session that began it, which may be long gone.
CREATE TABLE device_key (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  person_id TEXT NOT NULL REFERENCES person (id),
  device_id TEXT NOT NULL CHECK (length(device_id) = 36),
  begun_in TEXT NOT NULL CHECK (length(begun_in) = 36),
  key TEXT NOT NULL CHECK (length(key) = 43),
  created_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX device_key_once ON device_key (begun_in, device_id);
CREATE INDEX device_key_person ON device_key (person_id, device_id, created_at);
