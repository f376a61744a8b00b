"""Charts are drawn of the towns that the tests of the graph are written in."""

from tests.graphs import conftest as of_graphs

town, analysis = of_graphs.town, of_graphs.analysis
