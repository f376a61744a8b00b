"""The demo in either language asks the same offices and gets their answers."""

from auditor.cli.run import run
from auditor.demo.run import Demo


def test_a_demo_in_english_gets_its_forms_back(tmp_path, auditor) -> None:
    demo = Demo(tmp_path / "county", "en", run, quiet=True)
    demo.prepare()
    demo.ask()
    status = auditor("form", "status", "--json", "-w", tmp_path / "county").json["organisations"]
    returned = {body["name"] for body in status if body["round"]}
    assert {"云溪县民政局", "云溪县教育局"} <= returned
    assert all(body["rejected"] == 0 for body in status)
