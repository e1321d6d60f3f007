import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting_protocol.errors import ProtocolError
from voting_protocol.sealed.group import ZERO, Point, Scalar, base
from voting_protocol.sealed.names import (
    BLOCK_BYTES,
    NAME_BYTES,
    block_point,
    name_points,
    ranking_point,
    read_name,
    read_ranking,
    sort_rows,
)
from voting_protocol.written import check_written, clean, count_names, name_bytes

NAMES = ["张三", "欧阳修", "买买提·艾力", "Jean Paul", "é" * 30, "汉" * 20, "A" * 60, "A" * 31, "\U0002a6a5"]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_comes_back_from_its_points(name: str):
    assert read_name(name_points(name)) == name


@given(st.text(max_size=24))
def test_what_is_typed_is_either_written_and_read_back_or_refused(typed: str):
    name = clean(typed)
    assert clean(name) == name
    try:
        points = name_points(name)
    except ProtocolError as problem:
        assert problem.code == "bad-name"
    else:
        assert read_name(points) == name


@given(st.binary(min_size=BLOCK_BYTES, max_size=BLOCK_BYTES))
def test_the_point_of_a_block_is_the_first_that_decodes(block: bytes):
    point = block_point(block)
    assert point.data[1:] == block + b"\0"
    for first in range(0, point.data[0], 2):
        with pytest.raises(ProtocolError, match="bad-point"):
            Point.decode(bytes((first,)) + block + b"\0", allow_zero=True)


def test_blank_is_zero_and_nothing_else_is():
    assert name_points("") == (ZERO, ZERO)
    assert read_name((ZERO, ZERO)) == ""
    assert name_points("张三")[0] != ZERO


@pytest.mark.parametrize(
    "name",
    [
        "A" * 61,
        "汉" * 21,
        " 张三",
        "张三 ",
        "张  三",
        "张\u3000三",
        "张\0三",
        "张三\0",
        "张\n三",
        "张\u200b三",
        "\u202e张三",
        "\ufeff张三",
        "张\U000e0100三",
        "\ud800",
    ],
)
def test_a_name_that_is_not_in_the_written_form_is_refused(name: str):
    with pytest.raises(ProtocolError, match="bad-name"):
        name_bytes(name)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  张 三 ", "张 三"),
        ("张\u3000\u3000三", "张 三"),
        ("买买提•艾力", "买买提·艾力"),
        ("e\u0301", "é"),
        ("\t", ""),
    ],
)
def test_typing_is_put_in_the_written_form(typed: str, name: str):
    assert clean(typed) == name


def _raw(data: bytes) -> tuple[Point, Point]:
    data = data.ljust(NAME_BYTES, b"\0")
    return block_point(data[:BLOCK_BYTES]), block_point(data[BLOCK_BYTES:])


@pytest.mark.parametrize(
    "data", [b"\xff", "张三".encode()[:-1], b"a\0b", " 张".encode(), "张\u200b三".encode(), b"\0" * 30 + b"a", b"\xed\xa0\x80"]
)
def test_68_bytes_that_are_no_written_name_are_undecodable(data: bytes):
    assert read_name(_raw(data)) is None


def test_68_another_point_for_the_same_block_is_undecodable():
    points = name_points("张三")
    others = []
    for first in range(points[0].data[0] + 2, 256, 2):
        try:
            others.append(Point.decode(bytes((first,)) + points[0].data[1:]))
        except ProtocolError:
            continue
    assert others
    assert all(read_name((other, points[1])) is None for other in others)


def test_68_any_other_point_is_undecodable():
    assert read_name((base(Scalar.random()), ZERO)) is None
    assert read_name(name_points("张三")[:1]) is None
    assert read_name((*name_points("张三"), ZERO)) is None


def test_45_decrypted_rows_are_sorted_by_their_plaintext():
    rows = [name_points(name) for name in ("王芳", "", "李四", "李四")]
    ordered = sort_rows(rows)
    assert ordered == sort_rows(reversed(rows))
    assert [read_name(row) for row in ordered] == ["", "李四", "李四", "王芳"]
    odd = [(base(Scalar.of(number)),) for number in range(3, 9)]
    assert sort_rows(odd) == sort_rows(odd[::-1])


def test_68_a_repeated_name_counts_once_a_row():
    written = count_names([("张三", "张三"), ("张三", ""), ("张 三", "张三")], [], flags=5)
    assert written.names == (("张三", 3),)
    assert (written.repeated, written.listed, written.invalid, written.empty) == (2, 0, 0, 0)


def test_68_a_listed_candidate_written_in_counts_nothing():
    written = count_names([("王芳", "张三"), ("王 芳", "")], ["王\u3000芳", "李四"], flags=3)
    assert written.names == (("张三", 1),)
    assert written.listed == 2


@pytest.mark.parametrize("names", [("王芳", ""), ("张三", "张三"), ("张三", "张 三"), ("", "王 芳")])
def test_68_a_device_writes_no_listed_name_and_none_twice(names: tuple[str, ...]):
    check_written(("", "张三", "", "李四"), ["王\u3000芳"])
    with pytest.raises(ProtocolError, match="bad-choice"):
        check_written(names, ["王\u3000芳"])


def test_68_an_undecodable_name_is_invalid_and_a_flag_without_a_name_is_empty():
    written = count_names([(None, "张三"), ("", ""), (None, None)], [], flags=6)
    assert written.names == (("张三", 1),)
    assert (written.invalid, written.empty) == (3, 2)


def test_68_more_names_than_flags_are_refused():
    with pytest.raises(ProtocolError, match="names-mismatch"):
        count_names([("张三", "李四")], [], flags=1)


@given(st.lists(st.tuples(*[st.sampled_from(["", "张三", "李四", "张 三", None])] * 3), max_size=8), st.integers(0, 3))
def test_68_all_numbers_together_are_the_flags(rows: list[tuple[str | None, ...]], empty: int):
    flags = sum(name != "" for row in rows for name in row) + empty
    written = count_names(rows, ["李四"], flags)
    assert sum(votes for _, votes in written.names) + written.listed + written.repeated + written.invalid + written.empty == flags
    assert written == count_names(rows[::-1], ["李四"], flags)
    assert written.empty == empty


def test_the_bytes_of_a_count_tell_every_part_of_it():
    counts = [
        count_names(rows, ["王芳"], flags)
        for rows, flags in [
            ([("张三",)], 1), ([("张三",)], 2), ([("李四",)], 1), ([("王芳",)], 1), ([(None,)], 1), ([("张三", "张三")], 2), ([], 0),
        ]
    ]  # fmt: skip
    assert len({written.encode() for written in counts}) == len(counts)
    assert counts[0].encode().hex() == "0000000100000006e5bca0e4b8890000000100000000000000000000000000000000"


@given(st.permutations(range(1, 31)), st.integers(0, 30))
def test_a_ranking_comes_back_from_its_point(order: list[int], length: int):
    ranked = tuple(order[:length])
    assert read_ranking(ranking_point(ranked, 30), 30) == ranked


@pytest.mark.parametrize(("order", "choices"), [((1, 1), 3), ((4,), 3), ((0,), 3), ((-1,), 3), ((), 0), ((), 31)])
def test_what_is_no_ranking_is_refused(order: tuple[int, ...], choices: int):
    with pytest.raises(ProtocolError, match="bad-ranking"):
        ranking_point(order, choices)


@pytest.mark.parametrize("order", [(1, 1), (9,), (1, 0, 2)])
def test_a_point_that_holds_no_ranking_is_undecodable(order: tuple[int, ...]):
    assert read_ranking(block_point(bytes(order).ljust(BLOCK_BYTES, b"\0")), 8) is None
    assert read_ranking(base(Scalar.random()), 8) is None
