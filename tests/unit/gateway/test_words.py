"""Every code that leaves the server has words in both languages, and the page that lists them is current."""

import re

from scripts.errors_md import PAGE, page
from voting_server.gateway.session import BYE_CODES
from voting_server.gateway.words import WORDS, told


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m scripts.errors_md`"


def test_every_code_is_told_in_both_languages() -> None:
    for code, words in WORDS.items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)
        assert 400 <= words.status < 600, code
        assert re.search(r"[\u4e00-\u9fff]", words.zh), code
        assert words.en.isascii() or "“" in words.en, code


def test_every_goodbye_has_words() -> None:
    assert set(BYE_CODES) - set(WORDS) == {"slow-client", "replaced", "restarting"}


def test_a_refusal_names_what_is_in_the_way() -> None:
    words = told("amendment-pending", {"divisions": ["d1"], "zh": "第 1 项“修正案{en}”", "en": "item 1, “amendment{zh}”"})
    assert words.zh == "修正案先于原案表决：第 1 项“修正案{en}”尚未表决完毕"
    assert words.en == "Amendments come first, and this one is still to be voted: item 1, “amendment{zh}”"
    assert told("no-quorum", {"needed": 5}) == WORDS["no-quorum"]
