"""The command as people run it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from crook import Crook
from nacl.signing import SigningKey
from test_named_forms import election
from test_secret_forms import election as secret_election
from world import b64, canon, pub, voted

import hemicycle_audit


@pytest.fixture
def run(tmp_path):
    """Run the command in an empty folder; give exit code, output and errors."""

    def call(*arguments, lang="en"):
        environment = {
            **os.environ,
            "LANG": {"en": "en_GB.UTF-8", "zh": "zh_CN.UTF-8"}[lang],
            "LC_ALL": "",
            "PYTHONUTF8": "1",
            "PYTHONPATH": str(Path(hemicycle_audit.__file__).parents[1]),
        }
        command = [sys.executable, "-m", "hemicycle_audit", "verify", *map(str, arguments)]
        done = subprocess.run(
            command,
            cwd=tmp_path,
            capture_output=True,
            env=environment,
            check=False,
            timeout=60,
        )
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    return call


@pytest.fixture
def good(tmp_path, honest):
    path = tmp_path / "s1@d1.hemicycle.json"
    path.write_bytes(canon(honest.bundle()))
    return path


@pytest.fixture
def bad(tmp_path, honest):
    crook = Crook(honest)
    del crook.doc["ballots"][5]
    path = tmp_path / "bad.json"
    path.write_bytes(canon(crook.reseal()))
    return path


def test_a_good_bundle_in_both_languages(run, good):
    status, out, err = run(good)
    assert (status, err) == (0, "")
    assert "VERIFIED, provided that the keys above" in out
    assert "4 for are more than half of all 7 deputies (at least 4): carried" in out
    assert out.count("✓") == 10
    status, out, _ = run(good, lang="zh")
    assert status == 0
    assert "核验通过" in out
    assert "赞成 4 票，超过全体代表 7 人的半数（至少 4 票），通过" in out
    assert "核验通过" in run(good, "--lang", "zh")[1]


def test_a_bad_bundle_names_code_and_place(run, bad):
    status, out, _ = run(bad)
    assert status == 1
    assert "REFUSED" in out
    assert "member=result.entries position=6" in out
    assert "member=result.counted seat=s0 member=m0 (某某)" in out
    assert "of all 7 deputies" not in out
    zh = run(bad, lang="zh")[1]
    assert "核验不通过" in zh
    assert "主持人宣布行为所载（不可采信）  全体 7，出席 7：赞成 4" in zh
    assert "按包内表决票重算（不可采信）  全体 7，出席 7：赞成 3" in zh


def test_json(run, good, bad):
    status, out, _ = run("--json", good, bad)
    first, second = map(json.loads, out.splitlines())
    assert status == 1
    assert (first["ok"], second["ok"]) == (True, False)
    assert first["bundle"] == str(good)
    assert first["state"] == "declared"
    assert len(first["votes"]) == 6
    assert set(first["votes"][0]) == {"position", "seat", "member", "name", "choice"}
    assert set(second["failures"][0]) == {"code", "place", "zh", "en"}


def test_keys_from_elsewhere(run, good, honest, tmp_path):
    admin, server = b64(pub(honest.people["secretariat"])), b64(pub(honest.server))
    roll = {f"s{i}": b64(pub(key)) for i, key in honest.terminals.items()}
    (tmp_path / "roll.json").write_text(json.dumps(roll))
    rows = "".join(f"{seat},{key}\n" for seat, key in roll.items())
    (tmp_path / "roll.csv").write_text("\ufeffseat,key\n" + rows, encoding="utf-8")
    for name in ("roll.json", "roll.csv"):
        given = (f"--admin-key={admin}", f"--server-key={server}", "--keys", name)
        status, out, _ = run(good, *given)
        assert status == 0
        assert "VERIFIED, and the keys given" in out
    assert run(good, f"--admin-key={server}")[0] == 1
    assert admin in run(good)[1]


def test_keys_that_begin_with_a_hyphen(run, good, honest):
    """One key of 64 does; it may follow its option as a word of its own, or after an equals sign."""
    keys = (b64(pub(SigningKey(bytes([i // 256, i % 256]) * 16))) for i in range(10_000))
    own = b64(pub(honest.server))
    for key in [key for key in (next(keys) for _ in range(300)) if key[0] == "-"][:2]:
        for given in (("--server-key", key), (f"--server-key={key}",), ("--admin-key", key), ("--pin", key)):
            status, _, err = run(*given, good)
            assert err == ""
            assert status == (0 if "--pin" in given[0] else 1), given
        assert "server-key" in run(good, "--json", "--server-key", key, "--admin-key", b64(pub(honest.people["secretariat"])))[1]
    assert run(good, "--server-key", own, "--lang", "zh")[0] == 0
    assert run(good, "--server-key")[0] == 2
    assert run("--server-key", good)[0] == 2
    assert run(good, "--server-key", "--json")[0] == 2


def test_a_vote_on_names(run, tmp_path):
    (tmp_path / "e.json").write_bytes(canon(election().bundle()))
    (tmp_path / "s.json").write_bytes(canon(secret_election().bundle()))
    for name in ("e.json", "s.json"):
        status, out, err = run(name, lang="zh")
        assert (status, err) == (0, "")
        assert "  1  王芳  赞成 5，反对 1，弃权 0：当选" in out
        assert "  另选  张三  4 票：当选" in out
        seen = json.loads(run(name, "--json")[1])
        assert [row["verdict"] for row in seen["counts"]["items"][0]["names"]] == ["elected", "not-elected"]
        assert ("votes" in seen) == (name == "e.json")
    assert run("s.json", lang="zh")[1].count("✓") == 14


def test_a_secret_vote(run, secret, tmp_path):
    (tmp_path / "s.json").write_bytes(canon(secret.bundle()))
    status, out, err = run("s.json", "--jobs=1")
    assert (status, err) == (0, "")
    assert "4 for are more than half of all 7 deputies (at least 4): carried" in out
    assert "2 of 3, key ceremony 1, seal" in out
    assert out.count("certified the opening, certified the freeze, released") == 2
    assert out.count("✓") == 13
    zh = run("s.json", lang="zh")[1]
    assert "3 名中需 2 名，第 1 次密钥仪式" in zh
    assert "w3：确认开启、确认冻结\n" in zh
    pin = next(line for line in out.splitlines() if "Scrutineers' pin" in line).split()[2:]
    for given in pin:
        status, out, _ = run("s.json", "--pin", given)
        assert status == 0
        assert "VERIFIED, and the keys given" in out
    status, out, _ = run("s.json", "--pin", b64(bytes(32)))
    assert status == 1
    assert "ceremony  pin" in out
    assert json.loads(run("s.json", "--json")[1])["anchors"]["pin"] == {"fingerprint": pin[0], "key": pin[1]}


def test_the_pin_is_for_secret_votes(run, good, secret, tmp_path):
    (tmp_path / "s.json").write_bytes(canon(secret.bundle()))
    status, out, _ = run("--pin", b64(bytes(32)), "s.json", good)
    assert status == 1
    assert (out.count("REFUSED"), out.count("VERIFIED, provided")) == (1, 1)


def test_what_can_not_be_used(run, good, tmp_path):
    assert run(tmp_path / "none.json")[0] == 2
    assert run(good, tmp_path / "none.json")[0] == 2
    assert run()[0] == 2
    assert run(good, "--admin-key", "AAAA")[0] == 2
    for pin in ("AAAA", "AAAAA-AAAAA-AAAAA-AAAAU", b64(bytes(31))):
        assert run(good, "--pin", pin)[0] == 2
    assert run(good, "--jobs", "many")[0] == 2
    (tmp_path / "roll.csv").write_text("s0,nonsense\ns1,nonsense\n")
    assert run(good, "--keys", "roll.csv")[0] == 2
    (tmp_path / "roll.json").write_text("{")
    assert run(good, "--keys", "roll.json")[0] == 2


def test_rubbish_is_refused_with_its_byte(run, tmp_path):
    (tmp_path / "x.json").write_bytes(b'{"a":01}')
    status, out, _ = run("x.json")
    assert status == 1
    assert "offset=6" in out


def test_a_void_bundle_tells_why_and_who(run, tmp_path):
    world = voted()
    void = world.act("chair", "division-void", division="d1", reason="网络故障")
    world.act("scrutineer", "division-void-confirm", division="d1", void=b64(void))
    (tmp_path / "v.json").write_bytes(canon(world.bundle()))
    status, out, _ = run("v.json", lang="zh")
    assert status == 0
    assert "已作废" in out
    assert "网络故障" in out
    assert "scrutineer" in out
