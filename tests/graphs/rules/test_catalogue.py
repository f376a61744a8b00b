"""Items of the catalogue that rules of their own take up."""

from graphs.rules.catalogue import is_to_classify, item_of_catalogue


def test_only_an_entry_of_the_catalogue_refers_to_it(town) -> None:
    rows = [
        {"id": "a", "name": "甲表", "resource_code": "430603/01"},
        {"id": "b", "name": "乙表"},
        {"id": "c", "name": "丙表单", "kind": "form"},
    ]
    datasets = town(resources=rows).datasets
    assert [reason.parts["rule"] for reason in item_of_catalogue(datasets["a"])] == ["SIL-02"]
    assert item_of_catalogue(datasets["b"]) == []
    assert [is_to_classify(datasets[name]) for name in "abc"] == [True, True, False]
