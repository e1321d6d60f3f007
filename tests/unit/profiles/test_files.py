"""Profiles as files: what comes with the product, and what a wrong file is told (docs/profiles.md §10)."""

from pathlib import Path

import pytest

from voting_server.profiles import BUILT_IN, ProfileError, load_profiles


def written(folder: Path, text: str, name: str = "own") -> Path:
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


OWN = 'extends = "local"\nid = "own"\nname = { zh = "本市", en = "Own" }\n'


def test_the_profiles_that_come_with_the_product() -> None:
    profiles = load_profiles()
    assert profiles.keys() == {"national", "local", "zibo", "chongqing", "shanghai", "guangdong"}
    assert profiles["zibo"].templates == profiles["local"].templates
    assert {profile.press.counts for profile in profiles.values()} == {"last"}
    for name, profile in profiles.items():
        assert profile.levels == (["national"] if name == "national" else ["provincial", "city", "county", "town"])
        assert profile.name.zh
        assert profile.name.en


def test_only_sources_that_were_read_are_verified() -> None:
    for profile in load_profiles().values():
        for name, source in profile.sources.items():
            assert source.verified == ("未核实" not in source.zh), name
            assert source.verified == ("unverified" not in source.en), name
        assert not profile.sources["default"].verified


def test_no_profile_of_the_product_holds_elections_on_terminals() -> None:
    for profile in load_profiles().values():
        for template in ("election-single", "election-multi", "by-election", "primary"):
            assert profile.templates[template].channels == ["paper"]


def test_a_folder_of_ones_own_adds_and_replaces(tmp_path: Path) -> None:
    written(tmp_path, OWN + '[press]\ncounts = "first"\nsource = "default"\n')
    written(tmp_path, 'extends = "local"\nid = "zibo"\nname = { zh = "淄博市", en = "Zibo city" }\n', "zibo")
    profiles = load_profiles(tmp_path)
    assert profiles["own"].press.counts == "first"
    assert profiles["zibo"].name.zh == "淄博市"
    assert len(profiles) == len(load_profiles()) + 1


def test_a_template_is_left_out(tmp_path: Path) -> None:
    profiles = load_profiles(written(tmp_path, OWN + "[templates]\nroll-call = false\n"))
    assert "roll-call" not in profiles["own"].templates
    assert "roll-call" in profiles["local"].templates


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id = [\nname", "at line 2"),
        ('id = "own"', "Object missing required field"),
        (OWN + "[press]\ncounts = 1\n", "$.press.counts"),
        (OWN + '[press]\ncounts = "middle"\n', "$.press.counts"),
        (OWN + '[press]\ncount = "last"\n', "$.press"),
        (OWN + "[colour]\nname = 1\n", "unknown field `colour`"),
        (OWN + '[quorum]\nplenary = { rule = "Q3" }\n', "quorum.plenary.rule: One of Q1, Q2, Q7"),
        (OWN + '[quorum]\nplenary = { rule = "Q1" }\n', "quorum.plenary.rule: Q1 at the national level"),
        (OWN + '[quorum]\nplenary = { share = "majority" }\n', "quorum.plenary.share: Q2 has another share by law"),
        (OWN + '[quorum]\npresidium = { source = "nowhere" }\n', "quorum.presidium.source: There is no source nowhere"),
        (OWN + '[templates]\nresolution = { rule = "E6" }\n', "templates.resolution.rule: One of M2, M7, majority"),
        (OWN + '[templates]\nresolution = { rule = "M2" }\n', "templates.resolution.source"),
        (OWN + '[templates]\nrecall = { channels = ["terminal"] }\n', "templates.recall.channels: By law on paper"),
        (OWN + '[templates]\nprimary = { channels = ["terminal"] }\n', "templates.primary.channel_source"),
        (OWN + '[templates]\nby-election = { channels = ["mixed"] }\n', "templates.by-election.channels"),
        (OWN + "[templates]\nresolution = { channels = [] }\n", "$.templates[...].channels"),
        (OWN + '[templates]\nresolution = { channels = ["hands", "hands"] }\n', "templates.resolution.channels"),
        (OWN + '[templates.wish]\nrule = "majority"\nchannels = ["hands"]\nchannel_source = "default"\n', "no such template"),
        (OWN + "[sources.default]\nverified = true\n", "sources.default"),
        (OWN.replace('"local"', '"elsewhere"'), "extends: there is no such profile to extend: elsewhere"),
        (OWN.replace('extends = "local"', 'extends = "own"'), "extends"),
        (OWN.replace('id = "own"', 'id = "other"'), "id: the file of other is called other.toml"),
        (OWN.replace('id = "own"', 'id = "own"\nlevels = ["city", "city"]'), "levels: Something stands there twice"),
        (OWN.replace('id = "own"', 'id = "own"\nlevels = ["national", "city"]'), "levels: The national level"),
    ],
)
def test_a_wrong_file_is_named_with_its_line_or_member(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ProfileError) as caught:
        load_profiles(written(tmp_path, text))
    assert str(tmp_path / "own.toml") in str(caught.value)
    assert told in str(caught.value)


def test_two_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    written(tmp_path, OWN.replace("local", "two"))
    written(tmp_path, OWN.replace("local", "own").replace('id = "own"', 'id = "two"'), "two")
    with pytest.raises(ProfileError, match="extends"):
        load_profiles(tmp_path)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="no such folder"):
        load_profiles(tmp_path / "no")
    assert BUILT_IN.is_dir()
