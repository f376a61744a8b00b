from inventory.forms.burden import Burden, measure
from inventory.forms.layout import sheets


def test_blank_cells_of_known_rows_are_what_is_asked() -> None:
    sheet = sheets()[0]
    first, second = (question.title("zh") for question in sheet.questions[:2])
    rows = [{first: "民政局", second: ""}, {first: "教育局", second: "1"}]
    count = len(sheet.questions)
    assert measure([(sheet, rows)], 1.5) == Burden(asked=2 * count - 3, prefilled=3, minutes=round((2 * count - 3) * 1.5))


def test_no_and_zero_are_answers() -> None:
    sheet = sheets()[0]
    assert measure([(sheet, [{sheet.questions[0].title("zh"): 0}])], 1).prefilled == 1
