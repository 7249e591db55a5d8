"""Vectors by model, their indexes, and the change from one model to another."""

import pytest
from django.db import connection

from jobassist.ai.embedder import get_embedder
from jobs import vectors
from tests.factories import make_posting


@pytest.mark.django_db(transaction=True)
def test_a_models_index_is_built_when_it_is_missing_or_was_left_half_built() -> None:
    make_posting()
    model = get_embedder().model_name
    vectors.drop_vector_index(model)
    assert not vectors.has_vector_index(model)
    assert vectors.ensure_vector_index(model)
    assert not vectors.ensure_vector_index(model)
    assert vectors.has_vector_index(model)
    name = vectors.vector_index_name(model)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = %s::regclass", [name]
        )
    assert not vectors.has_vector_index(model)
    assert vectors.ensure_vector_index(model)
    assert vectors.has_vector_index(model)
