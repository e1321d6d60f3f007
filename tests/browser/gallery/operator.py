"""The operator's desk."""

from tests.browser.gallery.studio import Shown

PAGE = Shown(
    "operator",
    "操作台",
    "Operator",
    {
        "enrol": ("登记本机", "Enrolment"),
        "terminals": ("终端", "Terminals"),
        "details": ("一台终端", "One terminal"),
        "test": ("按键测试", "The seat test"),
        "blocked": ("表决期间不能测试", "No test while a vote is ahead"),
        "spare": ("换备用终端", "Giving a spare"),
        "spare-code": ("备用终端的登记码", "The code of a spare"),
        "no-screens": ("还没有大屏", "No screens yet"),
        "screens": ("大屏", "Screens"),
        "screen-off": ("一块大屏离线", "A screen is off"),
        "health": ("系统健康", "Health"),
    },
)
