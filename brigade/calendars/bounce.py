"""Delivery reports: the form of RFC 3464, which every mail server of today writes."""

from email.message import Message

from brigade.calendars.answer import Bounce
from brigade.calendars.incoming import Held, address, message_id, words_of
from brigade.calendars.text import one_line


def bounce(report: Message) -> Bounce:
    """What a multipart/report says about the first recipient it failed; Held when it reports no trouble."""
    for group in _groups(report):
        action = one_line(group.get("Action", "")).lower()
        if action in {"failed", "delayed"}:
            return Bounce(
                recipient=_typed(group, "Original-Recipient") or _typed(group, "Final-Recipient"),
                message_id=_original(report),
                status=one_line(group.get("Status", ""))[:20],
                reason=one_line(str(group.get("Diagnostic-Code", "")).partition(";")[2])[:500],
                is_final=action == "failed",
            )
    raise Held("a delivery report without trouble")


def _groups(report: Message) -> list[Message]:
    """The groups of fields of the status part: the standard library parses each as a message of headers."""
    return [
        group
        for part in report.walk()
        if part.get_content_type() == "message/delivery-status"
        for group in part.get_payload()
        if isinstance(group, Message)
    ]


def _typed(group: Message, name: str) -> str:
    """The address in "rfc822; a@example.org"."""
    return address(str(group.get(name, "")).partition(";")[2].strip(" <>\r\n\t"))


def _original(report: Message) -> str:
    """The Message-ID of the message that came back, whole or only its headers."""
    for part in report.walk():
        if part.get_content_type() == "text/rfc822-headers":
            return message_id(_field(words_of(part), "message-id"))
        if part.get_content_type() == "message/rfc822":
            inside = part.get_payload(0)
            return message_id(str(inside.get("Message-ID", ""))) if isinstance(inside, Message) else ""
    return ""


def _field(headers: str, name: str) -> str:
    """The value of one header among lines of text, with its folded lines."""
    unfolded = headers.replace("\r\n", "\n").replace("\n ", " ").replace("\n\t", " ")
    return next((line for line in unfolded.split("\n") if line.lower().startswith(f"{name}:")), "")
