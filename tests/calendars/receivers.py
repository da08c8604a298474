"""Calendars that are not ours: what two other programs understand of the bytes that leave.

Each reading happens in a process of its own: vobject keeps every time zone it has ever met in a registry, so
a second file read in the same process would be judged by the first one's zone. Both look a zone's name up in
their own tables before they look at the file, hence `without_zone_names`, which leaves vobject nothing but
our VTIMEZONE (ics reads events before zones, so it takes a name that it does not know for UTC).

    read_with_vobject(raw) == read_with_ics(raw)
    {"method": "REQUEST", "uid": ..., "starts_at": <aware, UTC>, "attendees": [{"address": ...}], ...}
"""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

TIMES = ("starts_at", "ends_at", "stamp")
Reading = dict[str, Any]


def read_with_vobject(raw: bytes) -> Reading:
    """The first event of `raw` as vobject reads it, and `uids`, those of all its events, sorted."""
    return _in_its_own_process("vobject", raw)


def read_with_ics(raw: bytes) -> Reading:
    """The same, as ics reads it (its DTSTAMP is called "created" there)."""
    return _in_its_own_process("ics", raw)


def without_zone_names(raw: bytes) -> bytes:
    """`raw` with a zone name that no program knows, so that only the VTIMEZONE can tell the hour."""
    return re.sub(rb"TZID([=:])[A-Za-z_]+/[A-Za-z_]+", rb"TZID\1Ours", raw)


def _in_its_own_process(program: str, raw: bytes) -> Reading:
    command = [sys.executable, __file__, program]
    done = subprocess.run(command, input=raw, capture_output=True, timeout=60, check=False)
    if done.returncode:
        raise AssertionError(f"{program} cannot read this:\n{raw.decode()}\n{done.stderr.decode()}")
    reading: Reading = json.loads(done.stdout)
    return reading | {name: datetime.fromisoformat(reading[name]) for name in TIMES}


def _vobject(text: str) -> Reading:
    import vobject  # only in its own process

    calendar = vobject.readOne(text)
    event = calendar.vevent
    return {
        "method": calendar.method.value,
        "uid": event.uid.value,
        "uids": sorted(one.uid.value for one in calendar.vevent_list),
        "sequence": int(event.sequence.value),
        "starts_at": event.dtstart.value.astimezone(UTC).isoformat(),
        "ends_at": event.dtend.value.astimezone(UTC).isoformat(),
        "stamp": event.dtstamp.value.astimezone(UTC).isoformat(),
        "status": event.status.value,
        **{name: event.getChildValue(name, "") for name in ("summary", "description", "location", "url")},
        "organizer": _vobject_person(event.organizer),
        "attendees": [_vobject_person(one) for one in event.contents.get("attendee", [])],
        "alarms": len(event.contents.get("valarm", [])),
    }


def _vobject_person(line: Any) -> Reading:
    found = {name: values[0] for name, values in line.params.items()}
    return {"address": line.value, "name": found.get("CN", ""), "partstat": found.get("PARTSTAT", "")}


def _ics(text: str) -> Reading:
    from ics import Calendar  # only in its own process

    calendar = Calendar(text)
    event = min(calendar.events, key=lambda one: text.index(one.uid))
    return {
        "method": calendar.method,
        "uid": event.uid,
        "uids": sorted(one.uid for one in calendar.events),
        "sequence": int(next(line.value for line in event.extra if line.name == "SEQUENCE")),
        "starts_at": event.begin.to("utc").isoformat(),
        "ends_at": event.end.to("utc").isoformat(),
        "stamp": event.created.to("utc").isoformat(),
        "status": event.status,
        "summary": event.name or "",
        **{name: getattr(event, name) or "" for name in ("description", "location", "url")},
        "organizer": _ics_person(event.organizer),
        "attendees": [_ics_person(one) for one in event.attendees],
        "alarms": len(event.alarms),
    }


def _ics_person(person: Any) -> Reading:
    name = "" if person.common_name == person.email else person.common_name
    return {
        "address": "mailto:" + person.email,
        "name": name,
        "partstat": getattr(person, "partstat", None) or "",
    }


if __name__ == "__main__":
    read = {"vobject": _vobject, "ics": _ics}[sys.argv[1]]
    json.dump(read(sys.stdin.buffer.read().decode("utf-8")), sys.stdout)
