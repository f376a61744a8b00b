"""What the report says of its own ground."""

import datetime as dt
from copy import copy
from dataclasses import replace

import pytest

from graphs.clauses import Clauses
from reports.audit_report.content import Material, Writer


@pytest.mark.parametrize("language", ["zh", "en"])
def test_texts_that_do_not_bind_yet_are_named_with_their_day(office, language) -> None:
    analysis = copy(office(14).analysis)
    for binding, told in (({}, False), ({"CN-01": dt.date(2099, 7, 25)}, True)):
        analysis = replace(analysis, clauses=Clauses(binding, analysis.today))
        limits = Writer(Material(analysis, [], [], office(14).plan, [], "云溪县", {}), language).write().limits
        assert any("2099-07-25" in limit for limit in limits) is told
        assert all("{" not in limit for limit in limits)
