"""Drives a simulated Exchange with python3-exchangelib and prints one JSON line a step.

Usage: run.py EWS_URL USERNAME PASSWORD EQUIPMENT ORGANIZER

The equipment mailbox must hold, in order of arrival: a single request "Single", a series "Series" of four
occurrences of which the second moved by an hour, and a request "Unwanted". The organizer owns all three.
"""

import base64
import datetime
import json
import sys
import threading
import time

from exchangelib import (
    BASIC,
    IMPERSONATION,
    Account,
    CalendarItem,
    Configuration,
    Credentials,
    EWSDate,
    EWSDateTime,
    EWSTimeZone,
    FailFast,
    HTMLBody,
    Message,
)
from exchangelib.errors import ErrorInvalidSyncStateData
from exchangelib.extended_properties import ExtendedProperty
from exchangelib.items import MeetingCancellation, MeetingRequest, MeetingResponse
from exchangelib.recurrence import (
    AbsoluteMonthlyPattern,
    AbsoluteYearlyPattern,
    Recurrence,
    RelativeMonthlyPattern,
    RelativeYearlyPattern,
    WeeklyPattern,
)
from exchangelib.services import GetStreamingEvents
from exchangelib.version import Build, Version

UTC = EWSTimeZone("UTC")


class CleanGlobalObjectId(ExtendedProperty):
    distinguished_property_set_id = "Meeting"
    property_id = 0x23
    property_type = "Binary"


for model in (MeetingRequest, MeetingCancellation, MeetingResponse, CalendarItem):
    model.register("clean_id", CleanGlobalObjectId)


def account(url, username, password, address):
    config = Configuration(
        service_endpoint=url,
        credentials=Credentials(username, password),
        auth_type=BASIC,
        version=Version(Build(15, 2, 2562, 17), "Exchange2016"),
        retry_policy=FailFast(),
        max_connections=4,
    )
    return Account(address, config=config, autodiscover=False, access_type=IMPERSONATION, default_timezone=UTC)


def step(name, action):
    begin = time.monotonic()
    try:
        detail = action()
        ok = True
    except Exception as error:  # each failure is a step's result, not the end of the run
        detail = f"{type(error).__name__}: {error}"
        ok = False
    line = {"step": name, "ok": ok, "ms": round((time.monotonic() - begin) * 1000), "detail": detail}
    print(json.dumps(line, default=str), flush=True)
    return ok


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


def main():
    url, username, password, equipment_address, organizer_address = sys.argv[1:6]
    equipment = account(url, username, password, equipment_address)
    organizer = account(url, username, password, organizer_address)
    start = EWSDateTime.now(UTC) - datetime.timedelta(days=1)
    end = EWSDateTime.now(UTC) + datetime.timedelta(days=60)

    def request(subject):
        found = [item for item in equipment.inbox.filter(subject=subject) if isinstance(item, MeetingRequest)]
        expect(len(found) == 1, f"{len(found)} requests named {subject}")
        return found[0]

    def listing():
        items = list(equipment.inbox.all().order_by("datetime_received"))
        requests = [item for item in items if isinstance(item, MeetingRequest)]
        expect(len(requests) >= 3, f"{len(requests)} requests")
        expect(all(item.clean_id for item in requests), "a request without clean id")
        expect(all(item.organizer.email_address == organizer_address for item in requests), "another organizer")
        expect(any("PXPS" in str(item.body) for item in requests), "no tag in any body")
        return [type(item).__name__ + ": " + item.subject for item in items]

    def accept():
        for subject in ("Single", "Series"):
            for item in [r for r in equipment.inbox.filter(subject=subject) if isinstance(r, MeetingRequest)]:
                item.accept(body=HTMLBody("<p>Ready &amp; <b>waiting</b></p>"))
        answers = [item for item in organizer.inbox.all() if isinstance(item, MeetingResponse)]
        accepted = [item for item in answers if item.response_type == "Accept"]
        expect(len(accepted) >= 2, f"{len(accepted)} answers")
        expect(all("<b>waiting</b>" in item.body for item in accepted), "the text of the answer is lost")
        return [item.subject for item in accepted]

    def decline():
        request("Unwanted").decline(body="No room")
        declined = [
            item
            for item in organizer.inbox.all()
            if isinstance(item, MeetingResponse) and item.response_type == "Decline"
        ]
        expect(len(declined) == 1, f"{len(declined)} declines")
        return declined[0].subject

    def calendar_view():
        items = list(equipment.calendar.view(start=start, end=end))
        expect(all(item.my_response_type == "Accept" for item in items), "an entry that was not accepted")
        kinds = sorted(item.type for item in items)
        expect(kinds == ["Exception", "Occurrence", "Occurrence", "Occurrence", "Single"], str(kinds))
        return kinds

    def master():
        found = list(equipment.calendar.filter(subject="Series"))
        expect(len(found) == 1 and found[0].type == "RecurringMaster", "no master")
        series = found[0]
        expect(series.recurrence.pattern.interval == 1, "no pattern")
        expect(len(series.modified_occurrences or []) == 1, "no modified occurrence")
        third = series.occurrence(index=3)
        third.refresh()
        expect(third.recurring_master().id, "no way back to the master")
        return {"first": series.first_occurrence.start, "last": series.last_occurrence.start}

    def update_to_all():
        item = organizer.calendar.get(subject="Single")
        before = item.changekey
        item.body = HTMLBody(f"<p>Rewritten</p>{item.body}")
        item.save(update_fields=["body"], send_meeting_invitations="SendToAllAndSaveCopy")
        expect(item.changekey != before, "the change key stayed")
        echo = request("Single")
        expect("Rewritten" in echo.body, "the update did not arrive")
        expect(echo.meeting_request_type == "InformationalUpdate", echo.meeting_request_type)
        return echo.meeting_request_type

    def create_and_cancel():
        begin = EWSDateTime.now(UTC) + datetime.timedelta(days=3)
        item = CalendarItem(
            account=organizer,
            folder=organizer.calendar,
            subject="Made by the client",
            body=HTMLBody("<p>R&D</p>"),
            start=begin,
            end=begin + datetime.timedelta(hours=1),
            required_attendees=[equipment_address],
        )
        item.save(send_meeting_invitations="SendToAllAndSaveCopy")
        request("Made by the client")
        item.cancel()
        gone = [item for item in equipment.inbox.all() if isinstance(item, MeetingCancellation)]
        expect(len(gone) == 1, f"{len(gone)} cancellations")
        return gone[0].subject

    def all_day():
        # This client writes booleans as 1 and 0.
        day = datetime.date.today() + datetime.timedelta(days=5)
        item = CalendarItem(
            account=organizer,
            folder=organizer.calendar,
            subject="All day",
            start=EWSDate.from_date(day),
            end=EWSDate.from_date(day),
            is_all_day=True,
            required_attendees=[equipment_address],
        )
        item.save(send_meeting_invitations="SendToAllAndSaveCopy")
        received = request("All day")
        expect(received.is_all_day, "the day became a meeting by the clock")
        received.is_read = True
        received.save(update_fields=["is_read"])
        expect(request("All day").is_read, "the request is not marked as read")
        return {"start": received.start, "end": received.end}

    def patterns():
        begin = EWSDateTime.now(UTC) + datetime.timedelta(days=9)
        wanted = [
            WeeklyPattern(interval=2, weekdays=["Monday", "Friday"], first_day_of_week="Monday"),
            AbsoluteMonthlyPattern(interval=1, day_of_month=31),
            RelativeMonthlyPattern(interval=1, weekday="Weekday", week_number="Last"),
            AbsoluteYearlyPattern(day_of_month=29, month=2),
            RelativeYearlyPattern(weekday="Sunday", week_number="Second", month=5),
        ]
        for pattern in wanted:
            name = type(pattern).__name__
            CalendarItem(
                account=organizer,
                folder=organizer.calendar,
                subject=name,
                start=begin,
                end=begin + datetime.timedelta(hours=1),
                recurrence=Recurrence(pattern=pattern, start=begin.date(), number=3),
            ).save()
            series = organizer.calendar.get(subject=name)
            expect(series.recurrence.pattern == pattern, f"{series.recurrence.pattern}, not {pattern}")
            series.occurrence(index=3).refresh()
        return [type(pattern).__name__ for pattern in wanted]

    def sync():
        first = list(equipment.inbox.sync_items(max_changes_returned=2))
        state = equipment.inbox.item_sync_state
        expect(len(first) >= 1 and state, "nothing in the first sync")
        Message(account=organizer, subject="Later", body="text", to_recipients=[equipment_address]).send()
        second = list(equipment.inbox.sync_items(sync_state=state))
        created = [item.subject for kind, item in second if kind == "create"]
        expect(created == ["Later"], str(created))
        return {"first": len(first), "second": len(second)}

    def dead_sync_state():
        dead = base64.b64encode(b"of another server").decode()
        tries = [
            lambda: list(equipment.inbox.sync_items(sync_state=dead)),
            lambda: list(equipment.msg_folder_root.sync_hierarchy(sync_state=dead)),
        ]
        for attempt in tries:
            try:
                attempt()
            except ErrorInvalidSyncStateData:
                continue
            raise AssertionError("a dead sync state was taken")
        equipment.inbox.item_sync_state = None
        expect(len(list(equipment.inbox.sync_items())) > 0, "no way to begin again")
        folders = list(equipment.msg_folder_root.sync_hierarchy())
        expect(len(folders) > 5, f"{len(folders)} folders")
        return len(folders)

    def stream():
        seen = []
        with equipment.inbox.streaming_subscription() as subscription:

            def listen():
                for notification in equipment.inbox.get_streaming_events(
                    subscription, connection_timeout=1, max_notifications_returned=1
                ):
                    seen.append(notification)

            thread = threading.Thread(target=listen)
            thread.start()
            time.sleep(0.5)
            Message(account=organizer, subject="Streamed", body="text", to_recipients=[equipment_address]).send()
            thread.join(timeout=10)
            expect(not thread.is_alive(), "no notification within ten seconds")
        kinds = sorted({type(event).__name__ for notification in seen for event in notification.events})
        expect("NewMailEvent" in kinds, str(kinds))
        return kinds

    def delete():
        mails = [item for item in equipment.inbox.all() if isinstance(item, Message)]
        expect(len(mails) >= 2, f"{len(mails)} mails")
        results = equipment.bulk_delete(mails, delete_type="HardDelete")
        expect(all(result is True for result in results), str(results))
        left = [item for item in equipment.inbox.all() if isinstance(item, Message)]
        expect(left == [], f"{len(left)} mails left")
        return len(results)

    assert GetStreamingEvents.prefer_affinity, "the client would not prove affinity"
    steps = [
        *(listing, accept, decline, calendar_view, master, update_to_all, create_and_cancel),
        *(all_day, patterns, sync, dead_sync_state, stream, delete),
    ]
    results = [step(action.__name__, action) for action in steps]
    sys.exit(0 if all(results) else 1)


main()
