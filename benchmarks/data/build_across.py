"""Writes en-zh/: English titles asking for Chinese ones, by the rule in README.md.

python benchmarks/data/build_across.py
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from jobassist.ai.build_title_head import is_chinese, is_held_out  # noqa: E402
from jobassist.ai.title_encoder import clean_title  # noqa: E402
from jobassist.language.titles import read_families  # noqa: E402

QUERIES_A_FAMILY = 2


def main() -> None:
    """Write queries, corpus and what is relevant."""
    families = sorted(read_families(), key=lambda f: f.key)
    chinese = {f.key: {n for n in map(clean_title, f.chinese) if is_chinese(n)} for f in families}
    corpus = sorted({name for names in chinese.values() for name in names})
    number = {name: i for i, name in enumerate(corpus, start=1)}
    queries: list[tuple[int, str]] = []
    relevant: list[str] = []
    for family in families:
        if not is_held_out(family.key):
            continue
        english = [n for n in dict.fromkeys(map(clean_title, family.english)) if not is_chinese(n)]
        for name in english[:QUERIES_A_FAMILY]:
            queries.append((len(queries) + 1, name))
            relevant += [
                f"{len(queries)}\t0\t{number[n]}\t1" for n in corpus if n in chinese[family.key]
            ]
    folder = HERE / "en-zh"
    folder.mkdir(exist_ok=True)
    _write(folder / "queries.tsv", ["q_id\tjobtitle", *(f"{i}\t{name}" for i, name in queries)])
    _write(
        folder / "corpus_elements.tsv",
        ["c_id\tjobtitle", *(f"{number[name]}\t{name}" for name in corpus)],
    )
    _write(folder / "qrels.tsv", relevant)


def _write(path: Path, lines: list[str]) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
