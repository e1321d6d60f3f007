import hashlib

from hypothesis import given
from hypothesis import strategies as st

from voting_protocol.tree import (
    EMPTY_ROOT,
    Accumulator,
    Tree,
    fingerprints,
    leaf_hash,
    node_hash,
    root_of,
    verify_inclusion,
)

leaves = st.lists(st.binary(max_size=6), max_size=40)

# The leaves and root that the certificate-transparency test data use for RFC 6962 trees.
CT_LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
CT_ROOT = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def by_definition(items: list[bytes]) -> bytes:
    """MTH of RFC 9162 §2.1.1, as written there."""
    if not items:
        return hashlib.sha256(b"").digest()
    if len(items) == 1:
        return leaf_hash(items[0])
    split = 1 << ((len(items) - 1).bit_length() - 1)
    return node_hash(by_definition(items[:split]), by_definition(items[split:]))


def test_published_root():
    assert root_of([leaf_hash(leaf) for leaf in CT_LEAVES]).hex() == CT_ROOT
    assert root_of([]) == EMPTY_ROOT


@given(leaves)
def test_the_accumulator_gives_the_root_after_every_leaf(items):
    accumulator = Accumulator()
    for count, item in enumerate(items, 1):
        accumulator.add(leaf_hash(item))
        assert accumulator.root() == by_definition(items[:count])
        assert accumulator.size == count


@given(leaves)
def test_the_whole_tree_has_the_same_root(items):
    assert Tree([leaf_hash(item) for item in items]).root == by_definition(items)


@given(st.lists(st.binary(max_size=6), min_size=1, max_size=40), st.data())
def test_a_path_proves_its_leaf_and_place_only(items, data):
    index = data.draw(st.integers(0, len(items) - 1))
    hashes = [leaf_hash(item) for item in items]
    path, root = Tree(hashes).path(index), root_of(hashes)
    assert verify_inclusion(items[index], index, len(items), path, root)
    assert not verify_inclusion(items[index] + b"x", index, len(items), path, root)
    assert not verify_inclusion(items[index], index, len(items), [*path, bytes(32)], root)
    assert not verify_inclusion(items[index], len(items), len(items), path, root)
    if path:
        assert not verify_inclusion(items[index], index, len(items), path[:-1], root)


def test_fingerprints_are_four_bytes_a_leaf():
    assert fingerprints([b"abcdefg", b"hijklmn"]) == b"abcdhijk"
