"""The result sheet of one division (表决结果单), composed from its facts in one language."""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from voting_server.domain.division import DECLARED
from voting_server.sheets.channel import (
    channel_tables,
    count_blocks,
    count_keepers,
    left_word,
    paper_figures,
    tellers,
    void_figures,
)
from voting_server.sheets.document import (
    Arc,
    Block,
    Column,
    Document,
    Figure,
    Figures,
    Heading,
    Lang,
    Lines,
    Mark,
    Names,
    Outcome,
    Rows,
    Seal,
    Signature,
    Signatures,
    Table,
)
from voting_server.sheets.tables import figures_tables
from voting_server.sheets.wording import Words, day, local, utc

Facts = Mapping[str, Any]
PACKAGES = frozenset({"package-merged", "appoint-merged"})
KEYS: tuple[Mark, ...] = ("for", "against", "abstain")


def result_sheet(facts: Facts, lang: Lang, *, public: bool = False) -> Document:
    """The sheet of a declared or void division; the `public` one has no names of members, no lines to sign."""
    w = Words(lang)
    division = facts["division"]
    seal = list(_seal(facts, w))
    happened = [Heading(w("times")), *times_blocks(division, w), *_keepers(division, w), *count_blocks(division, w)]
    blocks: list[Block] = [*outcome_blocks(division, w), *_held(facts, w)]
    if public:
        blocks += [*happened, *seal]
    else:  # what is signed stands together, on the first page wherever it can
        signatures = _signatures(division, facts["sitting"].get("chief", ""), w)
        blocks += [signatures, *seal, *happened, *_roll(division, w)]
    return Document(
        lang=lang,
        kind=w("result-sheet"),
        body=w.of(facts["body"]["name"]),
        title=w.of(division["title"]),
        subtitle=" · ".join([*meeting(facts["sitting"], w), w("item", division["number"]), day(ended_ms(division), lang)]),
        blocks=blocks,
        foot=" · ".join([w.of(facts["sitting"]["title"]), w("item", division["number"])]),
        pages=w("page", "{}", "{}"),
    )


def meeting(sitting: Facts, w: Words) -> list[str]:
    """The sitting's title, its term and session where they are known."""
    known = "term" in sitting and "session" in sitting
    return [*([w("meeting", sitting["term"], sitting["session"])] if known else []), w.of(sitting["title"])]


def ended_ms(division: Facts) -> int:
    """When a division came to its end: declared, void, withdrawn or deferred; else its latest time, 0 without one."""
    times = {time["what"]: time["ms"] for time in division["times"]}
    ends = [times[what] for what in ("declared", "void", "withdrawn", "deferred") if what in times]
    return ends[0] if ends else max(times.values(), default=0)


def outcome_blocks(division: Facts, w: Words, *, brief: bool = False) -> list[Block]:
    """What the vote came to: verdict and sentence, figures, tables; unless `brief` the arc and the sums."""
    blocks: list[Block] = [replace(_outcome(division, w), small=brief)]
    if division["state"] == "void":
        blocks.append(Lines(_void_lines(division, w)))
    result = division["result"]
    if result is None:
        return [*blocks, *void_figures(division, w)]
    if "for" in result and division["state"] in DECLARED and not brief:
        blocks.append(_arc(division, w))
    blocks += _figures(division, w, brief=brief)
    blocks += [*paper_figures(result, w), *channel_tables(result, w)]
    if "items" in result:
        blocks += [*([] if brief else [Heading(w("figures"))]), *figures_tables(division, w)]
    if division["state"] in DECLARED and not brief:
        blocks += [Heading(w("checks")), Lines([w.of(check) for check in result["checks"]])]
    return blocks


def _outcome(division: Facts, w: Words) -> Outcome:
    result, state = division["result"], division["state"]
    if state == "void":
        return Outcome(w("void"), w("void-sentence", division["reason"]))
    if state in ("withdrawn", "deferred"):
        return Outcome(w(state), _why(division, w))
    if result is None or state not in DECLARED:
        return Outcome(w("not-declared"), "")
    if "carried" in result:
        return Outcome(w.verdict("carried" if result["carried"] else "not-carried"), w.of(result["sentence"]))
    return Outcome("", w.of(result["sentence"]))


def _why(division: Facts, w: Words) -> str:
    """Why a division was withdrawn or put off, and who consented; or who objected to voting together."""
    if objection := division["objection"]:
        return w("objection", w.person(objection["name"]), objection["reason"])
    reason, consent = w.colon(w("reason"), division["reason"]), division["consent"]
    if not consent:
        return reason
    who = consent["who"] if consent["by"] == "statement" else w("consent-vote", consent["division"])
    return reason + w.bracket(w.colon(w("consent"), who))


def _void_lines(division: Facts, w: Words) -> list[str]:
    by = {time["what"]: time["by"] for time in division["times"]}
    lines = [w("by-two", by.get("void-proposed", ""), by.get("void", ""))]
    return [*lines, w("void-kept")] if division["result"] else lines


def _arc(division: Facts, w: Words) -> Arc:
    result = division["result"]
    n, needed = result["members"], result["needed"]
    base = {"M2": 2 * n / 3, "M7": result["present"] / 2}.get(result["rule"], n / 2)
    figures = [w.colon(w(key), str(result[key])) for key in KEYS]
    return Arc(
        in_favour=result["for"],
        against=result["against"],
        abstain=result["abstain"],
        members=n,
        tick=round(1000 * base / max(1, n)),
        label=(", " if w.lang == "en" else "，").join([*figures, w.colon(w("members"), str(n)), w("majority", needed)]),
        caption=w("majority", needed),
    )


def _figures(division: Facts, w: Words, *, brief: bool) -> list[Block]:
    result = division["result"]
    pressed = result["not_pressed"]
    shown = pressed is not None and division["channel"] != "paper"
    none = [Figure(left_word(division, w), pressed, "none")] if shown else []
    plain = [replace(figure, mark="") for figure in none]
    base = [Figure(w("due"), result["members"]), Figure(w("present"), result["present"]), Figure(w("absent"), result["absent"])]
    base += [Figure(w("recusals"), result["recused"])] if "recused" in result else []
    needed = [Figure(w("needed"), result["needed"])] if result["needed"] else []
    if "for" in result:
        keys = [Figure(w(key), result[key], "" if brief else key) for key in KEYS]
        if brief:
            return [Figures([*keys, *plain, *base, *needed], small=True)]
        return [Figures([*keys, *none]), Figures([*base, *needed], small=True)]
    counted = [] if "issued" in result else [Figure(w("voted"), result["voted"])]
    return [Figures([*counted, *plain, *base, *needed], small=True)]


def _held(facts: Facts, w: Words) -> list[Block]:
    """What was voted on, how, and by what law."""
    division = facts["division"]
    rule = division["rule"]
    channel = w(division["channel"])
    rows = [
        (w("template"), w.of(division["template"]["name"])),
        (w("method"), f"{channel} · {w(division['secrecy'])}"),
        (w("rule"), _rule(rule, rule["needed"], w)),
        (w("rule-source"), _source(rule, w)),
        *quorum_rows(facts["sitting"], w),
    ]
    if division["basis"]:
        rows.append((w("basis"), division["basis"] + w.bracket(w("unverified-basis"))))
    if profile := facts["sitting"].get("profile"):
        rows.append((w("profile"), w.of(profile["name"])))
    if recused := division.get("recusals"):
        rows.append((w("recusals"), str(recused)))
    if division["links"]:
        rows.append((w("links"), w.comma.join(_linked(link, w) for link in division["links"])))
    if division["again"]:
        rows.append((w("again"), again(division, w)))
    return [*package_blocks(division, w), Heading(w("held"), w("symbols")), Rows(rows)]


def again(division: Facts, w: Words) -> str:
    """Which division was held before on the same matter."""
    before = division["again"]
    return w("again-of", w("linked", before["number"], w.of(before["title"])))


def _linked(link: Facts, w: Words) -> str:
    return w(f"link-{link['kind']}", w("linked", link["number"], w.of(link["title"])))


def package_blocks(division: Facts, w: Words) -> list[Block]:
    """Of a package, what is voted on together, line by line."""
    if division["template"]["id"] not in PACKAGES:
        return []
    lines = [line.strip() for line in w.of(division["text"]).splitlines() if line.strip()]
    return [Heading(w("package")), Lines([f"{n}. {line}" for n, line in enumerate(lines, 1)])] if lines else []


def quorum_rows(sitting: Facts, w: Words) -> list[tuple[str, str]]:
    """The rule of the quorum and its source."""
    quorum = sitting["quorum"]
    return [(w("quorum"), _rule(quorum, 0, w)), (w("quorum-source"), _source(quorum, w))]


def _rule(rule: Facts, needed: int, w: Words) -> str:
    least = w.bracket(w("at-least", needed)) if needed else ""
    return f"{rule['id']}    {rule['formula'].replace('F_S', 'Fₛ')}{least}"


def _source(rule: Facts, w: Words) -> str:
    source, mark = w.of(rule["source"]), w("unverified")
    told = rule["verified"] or "未核实" in source or "unverified" in source
    return source if told else source + w.bracket(mark)


def times_blocks(division: Facts, w: Words) -> Iterator[Block]:
    """Who did what at what time."""
    rows = [[w(time["what"]), local(time["ms"]), utc(time["ms"]), who(time, w)] for time in division["times"]]
    columns = [Column(w("act")), Column(w("local")), Column(w("utc")), Column(w("by"), grow=True)]
    yield Table(columns, rows, name=w("times"))


def who(time: Facts, w: Words) -> str:
    """Who did something: a person, or the server."""
    return w("server") if time["role"] == "server" else w.person(time["by"])


def _keepers(division: Facts, w: Words) -> Iterator[Block]:
    if not division["scrutineers"]:
        return
    rows = [_keeper(each, w) for each in division["scrutineers"]]
    steps = [Column(w(step)) for step in ("certified", "rooted", "released")]
    yield Heading(w("scrutineers"))
    yield Table([Column(w("no"), number=True), Column(w("person"), grow=True), *steps], rows, name=w("scrutineers"))


def _keeper(each: Facts, w: Words) -> list[str | int]:
    name = w.person(each["holder"])
    known = name if each["active"] else name + w.bracket(w("stood-down"))
    return [each["index"], known, *(w("signed") if each[step] else w("dash") for step in ("certified", "rooted", "released"))]


def _roll(division: Facts, w: Words) -> Iterator[Block]:
    """Of a named motion, the names by vote; marks on many names are in the workbook only."""
    votes = division["votes"]
    if votes is None or "items" in division["result"]:
        return
    yield Heading(w("roll"))
    for vote, word in (("for", "for"), ("against", "against"), ("abstain", "abstain"), (None, "not-pressed")):
        names = [w.person(each["name"], each["latin"]) for each in votes if each["vote"] == vote]
        if names:
            yield Names(w("roll-group", w(word), len(names)), names)


def _signatures(division: Facts, chief: str, w: Words) -> Signatures:
    chair = next((time["by"] for time in reversed(division["times"]) if time["role"] == "chair"), "")
    sealed = [w.person(each["holder"]) for each in division["scrutineers"] if each["active"]]
    scrutineers = list(dict.fromkeys([*sealed, *count_keepers(division, w)])) or ["", ""]
    first = w.person(chief)
    return Signatures(
        [
            Signature(w("chair"), w.person(chair)),
            *(Signature(w("chief" if name and name == first else "scrutineer"), name) for name in scrutineers),
            *(Signature(w("teller"), name) for name in tellers(division, w) or ["", ""]),
        ],
        w("date"),
    )


def _seal(facts: Facts, w: Words) -> Iterator[Block]:
    record = facts["record"]
    if record:
        yield Seal(w("record"), record["file"], record["sha256"], [w("record-check")])
