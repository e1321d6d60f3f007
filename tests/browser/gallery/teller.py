"""The counting desk of tellers and scrutineers."""

from tests.browser.gallery.studio import Shown

PAGE = Shown(
    "teller",
    "计票台",
    "Counting desk",
    {
        "enrol": ("登记本机", "Enrolment"),
        "idle": ("等待", "Nothing to count"),
        "issue": ("报发出张数", "Ballots issued"),
        "watch": ("监票人旁观", "A scrutineer watches"),
        "return": ("报收回张数", "Ballots returned"),
        "wrong": ("数字不平", "Figures that do not add up"),
        "waiting": ("等待另一名计票人", "Waiting for the other teller"),
        "differs": ("两人数字不同", "The two differ"),
        "equal": ("两人数字相同", "The two agree"),
        "sign": ("监票人签名", "A scrutineer signs"),
        "signed": ("已签名", "Signed"),
        "check": ("由另一人核对收回张数", "The other checks the number returned"),
        "check-own": ("等待另一人核对", "Waiting for that check"),
        "overfull": ("收回多于发出", "More came back than went out"),
        "hands-entry": ("举手：填报", "Show of hands, the figures"),
        "hands-sign": ("举手：监票人签名", "Show of hands, a scrutineer signs"),
        "mixed-entry": ("按键与举手：填报", "Keys and hands, the figures"),
        "mixed-sign": ("按键与举手：监票人签名", "Keys and hands, a scrutineer signs"),
    },
)
