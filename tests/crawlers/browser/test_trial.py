import pytest

from crawlers.browser.trial import said


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("BrowserType.launch: failed\n  - [pid=7][err] error while loading shared libraries: libnss3.so\n  - <gracefully close>", "error while loading shared libraries: libnss3.so"),
        ("BrowserType.launch: x\n - \x1b[2m[pid=7][err] No usable sandbox!\x1b[22m", "No usable sandbox!"),
        ("BrowserType.launch: x\n  - [pid=7] <process did exit: exitCode=1, signal=null>", "process did exit: exitCode=1, signal=null>"),
        ("Executable doesn't exist", "Executable doesn't exist"),
        ("", ""),
    ],
)  # fmt: skip
def test_the_line_that_tells_most_is_told(text: str, line: str) -> None:
    assert said(text) == line
