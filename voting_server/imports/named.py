"""Tables whose columns may be called by several words (agenda, questions)."""

from collections.abc import Mapping

from voting_server.imports.columns import word_key
from voting_server.imports.findings import ImportProblem
from voting_server.imports.tables import HEADER_WITHIN, Table, read_table


def read_named(
    data: bytes, known: Mapping[str, str], required: Mapping[str, tuple[str, str]], *, most: int, absent: str
) -> tuple[Table, dict[str, int]]:
    """A file's table, and where each of its columns stands, by the column's name.

    `known` are names by the words of headers (as `word_key` has them), `required` the words (zh, en) to miss a column with; `absent` is the code
    of a file without a header. Raises ImportProblem: that one, `import-too-many-rows` over `most` rows, `import-duplicate-column`,
    `import-missing-column`, and those of `read_table`.
    """
    try:
        table = read_table(data, lambda cells: sum(word_key(cell) in known for cell in cells))
    except ImportProblem as problem:
        if problem.code == "import-no-header":
            raise ImportProblem(absent, limit=HEADER_WITHIN) from None
        raise
    if len(table.lines) > most:
        raise ImportProblem("import-too-many-rows", limit=most)
    places: dict[str, int] = {}
    for index, cell in enumerate(table.header):
        name = known.get(word_key(cell))
        if name is not None and name in places:
            raise ImportProblem("import-duplicate-column", zh=cell, en=cell)
        if name is not None:
            places[name] = index
    for name, (zh, en) in required.items():
        if name not in places:
            raise ImportProblem("import-missing-column", zh=zh, en=en)
    return table, places
