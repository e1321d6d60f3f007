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
    verify_consistency,
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


CT_CONSISTENCY = {
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
    (8, 8): [],
}


def test_24_published_consistency_proofs():
    hashes = [leaf_hash(leaf) for leaf in CT_LEAVES]
    for (earlier, size), path in CT_CONSISTENCY.items():
        assert [step.hex() for step in Tree(hashes[:size]).consistency(earlier)] == path


def proof_by_definition(earlier: int, items: list[bytes], whole: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 9162 §2.1.4.1, as written there."""
    if earlier == len(items):
        return [] if whole else [by_definition(items)]
    split = 1 << ((len(items) - 1).bit_length() - 1)
    if earlier <= split:
        return [*proof_by_definition(earlier, items[:split], whole), by_definition(items[split:])]
    return [*proof_by_definition(earlier - split, items[split:], whole=False), by_definition(items[:split])]


@given(st.lists(st.binary(max_size=6), min_size=1, max_size=40), st.data())
def test_24_a_later_board_extends_an_earlier_one_or_there_is_no_proof(items, data):
    earlier = data.draw(st.integers(1, len(items)))
    hashes = [leaf_hash(item) for item in items]
    path, old, root = Tree(hashes).consistency(earlier), root_of(hashes[:earlier]), root_of(hashes)
    assert path == proof_by_definition(earlier, items)
    assert verify_consistency(earlier, len(items), path, old, root)
    assert not verify_consistency(earlier, len(items), [*path, bytes(32)], old, root)
    assert not verify_consistency(earlier, len(items), path, root_of([*hashes[: earlier - 1], bytes(32)]), root)
    assert not verify_consistency(earlier, len(items), path, old, bytes(32))
    assert not verify_consistency(0, len(items), path, old, root)
    assert not verify_consistency(len(items) + 1, len(items), path, old, root)
    if path:
        assert not verify_consistency(earlier, len(items), path[:-1], old, root)


def test_fingerprints_are_four_bytes_a_leaf():
    assert fingerprints([b"abcdefg", b"hijklmn"]) == b"abcdhijk"
