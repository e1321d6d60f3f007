"""The page that opens a challenged ballot on another device."""

from tests.browser.gallery.studio import Shown

PAGE = Shown(
    "check",
    "抽查",
    "Checker",
    {
        "holds": ("与屏幕所示一致", "It holds what was pressed"),
        "differs": ("内容不符", "It differs"),
        "nothing": ("没有链接", "Without a link"),
    },
)
