"""The title head: the shipped file, its use, its training on a few names."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from jobassist.ai.build_title_head import Occupation, is_held_out, read_own, train_head
from jobassist.ai.embedder import DIMENSIONS, Vectors
from jobassist.ai.offline_embedder import OfflineEmbedder
from jobassist.ai.title_encoder import (
    HEAD_FILE,
    HEAD_SHA256,
    TITLE_MODEL,
    clean_title,
    encode_titles,
    lift_titles,
    read_head,
    read_shipped_head,
    title_model_of,
    write_head,
)


@pytest.fixture(scope="module")
def embedder() -> OfflineEmbedder:
    return OfflineEmbedder()


# Written for this test: two names of one job, in the words of postings.
PAIRS_EN = [
    ("lorry driver", "hgv class 1 driver"), ("dental surgeon", "dentist in private practice"),
    ("bartender", "cocktail bar staff"), ("bricklayer", "masonry worker"),
    ("payroll clerk", "wages administrator"), ("nanny", "live-in childminder"),
    ("welder", "mig tig fabricator"), ("physiotherapist", "physical therapy practitioner"),
    ("estate agent", "residential lettings negotiator"), ("florist", "flower shop assistant"),
    ("lab technician", "laboratory assistant chemistry"), ("solicitor", "family lawyer"),
    ("plasterer", "dry lining operative"), ("surveyor", "land measurement technician"),
    ("copywriter", "advertising text author"), ("paramedic", "ambulance crew member"),
    ("baker", "bread and pastry maker"), ("electrician", "electrical installation fitter"),
    ("data engineer", "etl pipeline developer"), ("tour guide", "city walking excursion leader"),
]  # fmt: skip
PAIRS_ZH = [
    ("货车司机", "重卡驾驶员"), ("牙医", "口腔科医生"), ("调酒师", "酒吧吧台师傅"), ("砌筑工", "瓦工师傅"),
    ("薪酬专员", "工资核算员"), ("育儿嫂", "住家保姆带娃"), ("电焊工", "氩弧焊师傅"), ("康复治疗师", "理疗师"),
    ("房产经纪人", "二手房置业顾问"), ("花艺师", "鲜花店店员"), ("化验员", "实验室检测员"), ("律师", "婚姻家事法律顾问"),
    ("油漆工", "墙面涂料工"), ("测量员", "工程测绘员"), ("广告文案", "品牌文案策划"), ("急救员", "救护车随车人员"),
    ("面包师", "西点烘焙师"), ("电工", "低压电气安装工"), ("数据开发工程师", "数仓etl开发"), ("导游", "旅游团带团讲解员"),
]  # fmt: skip


def _reciprocal_rank(vectors: Vectors) -> float:
    """Return the mean reciprocal rank of a pair's other half among all names."""
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, -9)
    ranks = [1 + int((row > row[i ^ 1]).sum()) for i, row in enumerate(likeness)]
    return float(np.mean([1 / rank for rank in ranks]))


@pytest.mark.parametrize("pairs", [PAIRS_EN, PAIRS_ZH, PAIRS_EN + PAIRS_ZH])
def test_names_of_one_job_are_nearer_than_to_the_plain_encoder(
    embedder: OfflineEmbedder, pairs: list[tuple[str, str]]
) -> None:
    titles = [name for pair in pairs for name in pair]
    ours = _reciprocal_rank(encode_titles(titles, embedder=embedder))
    plain = _reciprocal_rank(embedder.embed_documents(titles))
    assert ours >= plain + 0.05


def test_languages_meet_nearer_than_in_the_plain_encoder(embedder: OfflineEmbedder) -> None:
    titles = [n for en, zh in zip(PAIRS_EN, PAIRS_ZH, strict=True) for n in (en[0], zh[0])]
    # 砌筑工 and bricklayer stand at the same place of both lists; plasterer and 油漆工 do not.
    ours = _reciprocal_rank(encode_titles(titles, embedder=embedder))
    assert ours > _reciprocal_rank(embedder.embed_documents(titles))


def test_vectors_are_unit_rows_in_order_and_the_same_again(embedder: OfflineEmbedder) -> None:
    titles = ["护士", "", "Warehouse Operative", "护士", "x" * 5000, "经理 " * 300]
    together = encode_titles(titles, embedder=embedder)
    assert together.shape == (6, DIMENSIONS)
    assert together.dtype == np.float32
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert np.array_equal(together[0], together[3])
    alone = lift_titles(
        embedder.embed_documents(["warehouse operative"]), model=embedder.model_name
    )
    assert np.allclose(alone[0], together[2], atol=1e-4)
    assert encode_titles([], embedder=embedder).shape == (0, DIMENSIONS)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Entwickler*in (m/w/d)", "entwickler"),
        ("Software Engineer (f/m/x)", "software engineer"),
        ("Ｊａｖａ 工程师", "java 工程师"),
        ("enfermero/a", "enfermero"),
        ("  C++  Developer ", "c++ developer"),
        ("HR/Admin", "hr/admin"),
    ],
)
def test_titles_are_read_in_one_form(raw: str, clean: str) -> None:
    assert clean_title(raw) == clean


class OtherEmbedder:
    """An embedder of another make, which counts its calls."""

    model_name = "of-another-make"

    def embed_queries(self, texts: list[str]) -> Vectors:
        return np.eye(DIMENSIONS, dtype=np.float32)[: len(texts)]

    embed_documents = embed_queries


def test_another_embedder_keeps_its_own_vectors_and_name() -> None:
    other = OtherEmbedder()
    assert title_model_of(other.model_name) == "of-another-make"
    assert np.array_equal(encode_titles(["a", "b"], embedder=other), np.eye(DIMENSIONS)[:2])


def test_the_shipped_file_is_the_one_that_the_name_stands_for(embedder: OfflineEmbedder) -> None:
    assert hashlib.sha256(HEAD_FILE.read_bytes()).hexdigest() == HEAD_SHA256
    assert title_model_of(embedder.model_name) == TITLE_MODEL
    assert HEAD_FILE.stat().st_size < 5_000_000


def test_held_out_families_are_not_in_the_shipped_head() -> None:
    names = set(read_shipped_head().names)
    own = {o.name: set(o.labels) for o in read_own()}
    held = {name for name in own if is_held_out(name.removeprefix("family:"))}
    hidden = {label for name in held for label in own[name]}
    assert len(held) >= 30
    assert not names & held
    assert {name for name, labels in own.items() if labels - hidden} == {
        name for name in names if name.startswith("family:")
    }


def test_a_few_names_train_a_head_of_the_same_shape(
    embedder: OfflineEmbedder, tmp_path: Path
) -> None:
    occupations = [
        Occupation(f"invented:{i}", f"invented:{i // 4}", (*en, *zh))
        for i, (en, zh) in enumerate(zip(PAIRS_EN, PAIRS_ZH, strict=True))
    ]
    labels = [label for o in occupations for label in o.labels]
    vectors = dict(zip(labels, embedder.embed_documents(labels), strict=True))
    head = train_head(occupations, vectors)
    shipped = read_shipped_head()
    assert head.mean.shape == shipped.mean.shape
    assert head.matrix.shape == shipped.matrix.shape
    assert head.keys.shape == (len(occupations), DIMENSIONS)
    # Stored small, read back, stored again: one head, one file.
    path, again = tmp_path / "head.npz", tmp_path / "again.npz"
    assert write_head(head, path) == write_head(head, again)
    kept = read_head(path)
    assert kept.names == head.names
    found = embedder.embed_documents(labels)
    assert (head.apply(found) * kept.apply(found)).sum(axis=1).min() > 0.999
