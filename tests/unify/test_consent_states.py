"""What a customer allows: the last word of each record, and of several records the most restrictive."""

import pytest

PEOPLE = [
    {"record_id": "1", "member_no": "x", "name": "Ana"},
    {"record_id": "2", "source": "web", "member_no": "x", "name": "Ana"},
]


def said(record, state, day, *, source="till", purpose="marketing", channel="sms"):
    return {
        "record_id": record, "source": source, "purpose": purpose, "channel": channel, "state": state, "given_at": f"{day} 10:00:00+08",
    }  # fmt: skip


def states(found):
    rows = found.rows("select purpose, channel, state, records, agree from consent_states order by purpose, channel")
    return [tuple(r.values()) for r in rows]


def test_the_last_word_of_a_record_counts(unified):
    given = [
        said("1", "granted", "2024-01-01"),
        said("1", "withdrawn", "2024-05-01"),
        said("1", "granted", "2024-06-01"),
    ]
    assert states(unified(customers=PEOPLE[:1], consents=given)) == [("marketing", "sms", "granted", 1, True)]


@pytest.mark.parametrize(
    ("one", "other", "counts"),
    [
        ("granted", "denied", "denied"),
        ("withdrawn", "granted", "withdrawn"),
        ("denied", "withdrawn", "denied"),
        ("granted", "granted", "granted"),
    ],
)
def test_of_several_records_the_most_restrictive_counts(unified, one, other, counts):
    given = [said("1", one, "2024-05-01"), said("2", other, "2024-01-01", source="web")]
    assert states(unified(customers=PEOPLE, consents=given)) == [("marketing", "sms", counts, 2, one == other)]


def test_purposes_and_channels_stand_alone_and_none_named_is_a_channel_of_its_own(unified):
    given = [
        said("1", "granted", "2024-01-01"),
        said("1", "denied", "2024-01-01", channel="email"),
        said("1", "granted", "2024-01-01", channel=None),
    ]
    found = states(unified(customers=PEOPLE, consents=given))
    assert [(c, s) for _, c, s, _, _ in found] == [("", "granted"), ("email", "denied"), ("sms", "granted")]


def test_consent_comes_apart_as_it_was(unified):
    given = [said("1", "granted", "2024-05-01"), said("2", "denied", "2024-01-01", source="web")]
    apart = "select * from (values ('D1', 'apart', 1::bigint, false, 'till', '1', null, null), ('D1', 'apart', 1::bigint, false, null, null, 'web', '2')) t (decision, kind, seq, is_review, source_a, record_a, source_b, record_b)"
    rows = unified(customers=PEOPLE, consents=given, decided=apart).rows("consent_states")
    assert {(r["record_id"], r["state"]) for r in rows} == {("1", "granted"), ("2", "denied")}
