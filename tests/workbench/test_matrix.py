"""All pages and languages."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_a_coordinator_sees_all(sign_in, django_assert_max_num_queries):
    client = sign_in("moderator")
    client.get(reverse("workbench_matrix"))
    with django_assert_max_num_queries(35) as q:
        response = client.get(reverse("workbench_matrix"))
    assert response.status_code == 200
    for one in q.captured_queries:
        print(one["sql"][-150:])
    print(len(response.content))
