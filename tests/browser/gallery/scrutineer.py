"""The page of a scrutineer's own device."""

from tests.browser.gallery.studio import Shown

PAGE = Shown(
    "scrutineer",
    "监票设备",
    "Scrutineer",
    {
        "fresh": ("设置口令", "A new device"),
        "enrol": ("登记本机", "Enrolment"),
        "waiting": ("等待密钥仪式", "Waiting for the ceremony"),
        "take-part": ("参加密钥仪式", "Taking part in the ceremony"),
        "compare": ("核对密钥指纹", "Comparing the fingerprint"),
        "ready": ("就绪", "Ready"),
        "open": ("表决中", "A vote is open"),
        "by-hand": ("由人释放", "Release by hand"),
        "after": ("表决之后", "After a vote"),
        "mixing": ("混合另选的姓名", "Mixing written names"),
        "lost": ("监票程序没有回应", "The program is gone"),
        "locked": ("口令不正确", "A wrong passphrase"),
    },
)
