"""Fictional Chinese names with their pinyin, drawn from a seed. Any likeness to a person is chance."""

from random import Random

_SURNAMES = """
王 Wang 李 Li 张 Zhang 刘 Liu 陈 Chen 杨 Yang 赵 Zhao 黄 Huang 周 Zhou 吴 Wu 徐 Xu 孙 Sun 胡 Hu 朱 Zhu 高 Gao 林 Lin
何 He 郭 Guo 马 Ma 罗 Luo 梁 Liang 宋 Song 郑 Zheng 谢 Xie 韩 Han 唐 Tang 冯 Feng 于 Yu 董 Dong 萧 Xiao 程 Cheng 曹 Cao
袁 Yuan 邓 Deng 许 Xu 傅 Fu 沈 Shen 曾 Zeng 彭 Peng 吕 Lü 苏 Su 卢 Lu 蒋 Jiang 蔡 Cai 贾 Jia 丁 Ding 魏 Wei 薛 Xue
叶 Ye 阎 Yan 余 Yu 潘 Pan 杜 Du 戴 Dai 夏 Xia 钟 Zhong 汪 Wang 田 Tian 任 Ren 姜 Jiang 范 Fan 方 Fang 石 Shi 姚 Yao
谭 Tan 廖 Liao 邹 Zou 熊 Xiong 金 Jin 陆 Lu 郝 Hao 孔 Kong 白 Bai 崔 Cui 康 Kang 毛 Mao 邱 Qiu 秦 Qin 江 Jiang 史 Shi
顾 Gu 侯 Hou 邵 Shao 孟 Meng 龙 Long 万 Wan 段 Duan 雷 Lei 钱 Qian 汤 Tang 尹 Yin 黎 Li 易 Yi 常 Chang 武 Wu 乔 Qiao
欧阳 Ouyang 上官 Shangguan 司马 Sima
"""

# First and second characters of given names; women's and men's apart, so that a pair sounds like one name.
_GIVEN = (
    (
        "文 wen 素 su 爱 ai 秀 xiu 玉 yu 晓 xiao 丽 li 雅 ya 静 jing 春 chun 海 hai 月 yue 思 si 佩 pei 兰 lan 淑 shu",
        "澜 lan 芬 fen 华 hua 萍 ping 梅 mei 芝 zhi 敏 min 琴 qin 芳 fang 霞 xia 燕 yan 云 yun 雯 wen 娟 juan 莉 li 英 ying",
    ),
    (
        "志 zhi 国 guo 建 jian 永 yong 学 xue 立 li 东 dong 振 zhen 德 de 明 ming 家 jia 长 chang 世 shi 宏 hong 庆 qing 光 guang",
        "福 fu 栋 dong 新 xin 升 sheng 业 ye 文 wen 林 lin 山 shan 军 jun 亮 liang 安 an 峰 feng 波 bo 成 cheng 良 liang 辉 hui",
    ),
)
_SINGLE = "岚 lan 颖 ying 蕾 lei 琳 lin 昊 hao 骏 jun 铮 zheng 璐 lu"

MINORITY_NAMES = (
    ("阿依古丽·买买提", "Ayiguli Maimaiti"),
    ("叶尔兰·巴合提", "Ye'erlan Baheti"),
    ("古丽娜尔·艾山", "Gulina'er Aishan"),
    ("木拉提·吐尔逊", "Mulati Tu'erxun"),
    ("帕丽达·肉孜", "Palida Rouzi"),
)


def fictional_names(seed: int, count: int, taken: set[str]) -> list[tuple[str, str]]:
    """`count` different (Chinese, pinyin) names, none in `taken`; the same seed gives the same names."""
    random = Random(seed)  # noqa: S311 - names of a play, not secrets
    names: dict[str, str] = {}
    while len(names) < count:
        chinese, pinyin = _name(random)
        if chinese not in taken:
            names.setdefault(chinese, pinyin)
    return list(names.items())


def _name(random: Random) -> tuple[str, str]:
    surname, surname_pinyin = _draw(random, _SURNAMES)
    tables = (_SINGLE,) if random.random() < 0.12 else random.choice(_GIVEN)
    given = [_draw(random, table) for table in tables]
    return surname + "".join(han for han, _ in given), f"{surname_pinyin} {_joined([p for _, p in given])}"


def _draw(random: Random, table: str) -> tuple[str, str]:
    """A character and its pinyin; the earlier, commoner half is drawn three times as often as the later one."""
    words = table.split()
    pairs = len(words) // 2
    place = random.randrange(pairs // 2 if random.random() < 0.5 else pairs)
    return words[2 * place], words[2 * place + 1]


def _joined(syllables: list[str]) -> str:
    """Pinyin of a given name: one word, an apostrophe before a later syllable that begins with a, e or o."""
    head, *rest = syllables
    return head.capitalize() + "".join(f"'{s}" if s[0] in "aeo" else s for s in rest)
