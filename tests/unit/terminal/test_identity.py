"""A device's own file."""

import json
from pathlib import Path

import pytest

from terminal_client.headless.identity import DeviceIdentity, load_identities, save_identities
from tests.unit.terminal.peer import Peer
from voting_protocol.errors import ProtocolError


def test_keys_rest_in_a_file_of_their_owner_alone(tmp_path: Path) -> None:
    path, identities = tmp_path / "terminals.json", [Peer().identity() for _ in range(3)]
    for kept in (identities, identities[:2]):
        save_identities(path, kept)
        assert path.stat().st_mode & 0o777 == 0o600
        assert load_identities(path) == kept
    assert [item.name for item in tmp_path.iterdir()] == ["terminals.json"]


@pytest.mark.parametrize("change", [{"seed": "AA"}, {"server": "A" * 43}, {"role": 1}, {"more": "x"}, {"body": None}])
def test_what_is_no_identity_is_refused(change: dict[str, object]) -> None:
    good = Peer().identity().to_json()
    assert DeviceIdentity.from_json(good).to_json() == good
    with pytest.raises(ProtocolError):
        DeviceIdentity.from_json(good | change)


@pytest.mark.parametrize("content", [{}, [1], "x"])
def test_what_is_no_list_of_identities_is_refused(tmp_path: Path, content: object) -> None:
    path = tmp_path / "terminals.json"
    path.write_text(json.dumps(content))
    with pytest.raises(ProtocolError, match="bad-key"):
        load_identities(path)
