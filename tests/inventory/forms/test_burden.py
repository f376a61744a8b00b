from inventory.forms.burden import Burden, measure
from inventory.forms.layout import ID_TITLE, Filled, sheets


def test_blank_cells_of_known_rows_are_what_is_asked() -> None:
    sheet = sheets()[0]
    first, second = (question.title("zh") for question in sheet.questions[:2])
    rows = [{first: "民政局", second: ""}, {first: "教育局", second: "1"}]
    count = len(sheet.questions)
    assert measure([Filled(sheet, rows)], 1.5) == Burden(asked=2 * count - 3, prefilled=3, minutes=round((2 * count - 3) * 1.5))


def test_no_and_zero_are_answers() -> None:
    sheet = sheets()[0]
    assert measure([Filled(sheet, [{sheet.questions[0].title("zh"): 0}])], 1).prefilled == 1


def test_a_question_that_no_answer_calls_for_costs_nothing() -> None:
    (sheet,) = [sheet for sheet in sheets("ask_if") if sheet.entity == "System"]
    row = {ID_TITLE: "s1", "系统名称": "养老平台"}
    conditional = frozenset(question.key for question in sheet.questions if question.condition is not None)
    everything = measure([Filled(sheet, [row])], 1).asked
    assert measure([Filled(sheet, [row], unasked={"s1": conditional})], 1).asked == everything - len(conditional)
