import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from voting_protocol import canonical
from voting_protocol.errors import ProtocolError

integers = st.integers(-(2**53 - 1), 2**53 - 1)
names = st.text(alphabet=st.characters(min_codepoint=0, max_codepoint=127), max_size=12)
texts = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | integers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=15,
)


@given(values)
def test_bytes_are_those_of_rfc_8785(value):
    assert canonical.encode(value) == rfc8785.dumps(value)


@given(st.dictionaries(names, values, max_size=4))
def test_decoding_gives_the_value_back(value):
    assert canonical.decode_object(canonical.encode(value)) == value


@given(values)
def test_any_other_spelling_is_refused(value):
    for spelling in (json.dumps(value), json.dumps(value, indent=1), " " + json.dumps(value)):
        data = spelling.encode()
        if data == canonical.encode(value):
            continue
        with pytest.raises(ProtocolError, match="not-canonical"):
            canonical.decode(data)


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":1}',
        b'{"b":1,"a":2}',
        b'{"a":1.0}',
        b'{"a":1e3}',
        b'{"a":-0}',
        b'{"a":NaN}',
        b'{"a":9007199254740993}',
        b'{"a":"\\ud800"}',
        b'{"a":"\\u0041"}',
        b'{"\xc3\xa9":1}',
        b'{"a":1}\n',
        b"\xef\xbb\xbf{}",
        b'{"a":"\xff"}',
        b"",
        b"[" * 100_000,
    ],
)
def test_hostile_documents_are_refused_with_one_code(data: bytes):
    with pytest.raises(ProtocolError, match="not-canonical"):
        canonical.decode(data)


def test_an_object_is_asked_for():
    with pytest.raises(ProtocolError):
        canonical.decode_object(b"[]")


@pytest.mark.parametrize("value", [1.5, 2**53, {"é": 1}, {1: 2}, b"bytes", "\ud800"])
def test_what_has_no_canonical_form_is_not_written(value):
    with pytest.raises(ProtocolError, match="not-canonical"):
        canonical.encode(value)
