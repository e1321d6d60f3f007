from voting_server.gateway import auth
from voting_server.gateway.auth import Remembered


def test_a_thing_is_new_once_within_the_span() -> None:
    seen = Remembered(1000)
    assert [seen.first(b"a", now) for now in (0, 0, 1000, 1001, 1002)] == [True, False, False, True, False]


def test_no_more_is_remembered_than_the_bound(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(auth, "MOST_REMEMBERED", 2)
    seen = Remembered(1000)
    assert [seen.first(thing, 0) for thing in (b"a", b"b", b"b", b"c", b"c", b"a")] == [True, True, False, True, False, True]
