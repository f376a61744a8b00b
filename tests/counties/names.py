"""Names of regions, bodies and companies: lists that are combined, so that no two counties read alike."""

import random
from itertools import product

_FIRST = "清云青安永平龙凤石金白南东丰和宁临广武德兴桃松梅紫泰长高新洪"
_LAST = "溪江山林泉阳川源水陵城河湖台岭"
_TOWN_FIRST = "太大小上下双三马沙黄竹杨柳枫花古红星团五"
_TOWN_LAST = ("坪", "桥", "塘", "店", "湾", "坝", "渡", "洞", "铺", "岗", "口", "井", "埠", "圩")
_COMPANY = (
    "云启",
    "岭云",
    "数联",
    "博远",
    "中科智",
    "瑞恒",
    "天衡",
    "启明",
    "华宇",
    "融通",
    "安信",
    "锐捷达",
    "海纳",
    "同创",
    "慧政",
    "佳维",
)
_COMPANY_END = ("信息技术有限公司", "数字科技有限公司", "软件股份有限公司", "网络科技有限公司", "智能科技有限公司")

# key: (name without its county, nature)
BODIES = {
    "gov": ("人民政府", "statutory"), "data": ("政务服务和数据管理局", "statutory"), "civil": ("民政局", "statutory"),
    "hrss": ("人力资源和社会保障局", "statutory"), "psb": ("公安局", "statutory"), "edu": ("教育体育局", "statutory"),
    "health": ("卫生健康局", "statutory"), "med": ("医疗保障局", "statutory"), "agri": ("农业农村局", "statutory"),
    "house": ("住房和城乡建设局", "statutory"), "trans": ("交通运输局", "statutory"), "water": ("水利局", "statutory"),
    "nat": ("自然资源局", "statutory"), "env": ("生态环境局", "statutory"), "emer": ("应急管理局", "statutory"),
    "market": ("市场监督管理局", "statutory"), "fin": ("财政局", "statutory"), "aud": ("审计局", "statutory"),
    "stat": ("统计局", "statutory"), "justice": ("司法局", "statutory"), "vet": ("退役军人事务局", "statutory"),
    "culture": ("文化旅游和广播电视局", "statutory"), "forest": ("林业局", "statutory"), "urban": ("城市管理和综合执法局", "statutory"),
    "com": ("商务局", "statutory"), "dev": ("发展和改革局", "statutory"), "petition": ("信访局", "statutory"),
    "disabled": ("残疾人联合会", "mass"), "union": ("总工会", "mass"), "women": ("妇女联合会", "mass"),
    "archives": ("档案馆", "institution"), "hospital": ("人民医院", "institution"),
}  # fmt: skip

SHARING_OFFICES = ("办公室", "信息中心", "数据资源股", "综合股", "行政审批股", "科技信息股")
POSTS = ("办公室主任", "信息中心负责人", "业务股股长", "数据管理岗", "值班科长")


def county_names(dice: random.Random, count: int) -> list[str]:
    """That many different names such as 清溪县, most of them counties, some districts and cities."""
    stems = [first + last for first, last in product(_FIRST, _LAST)]
    dice.shuffle(stems)
    return [stem + dice.choice(("县", "县", "县", "区", "市")) for stem in stems[:count]]


def town_names(dice: random.Random, count: int) -> list[str]:
    """That many different names of towns and street offices within one county."""
    stems = [first + last for first, last in product(_TOWN_FIRST, _TOWN_LAST)]
    return [stem + dice.choice(("镇", "镇", "乡", "街道")) for stem in dice.sample(stems, count)]


def company_names(dice: random.Random) -> list[str]:
    """The contractors and operators of the province."""
    names = [first + last for first, last in product(_COMPANY, _COMPANY_END)]
    dice.shuffle(names)
    return names


_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def credit_code(region: str, number: int, kind: str = "11") -> str:
    """A unified social credit code (GB 32100) with a right check character."""
    body = f"{kind}{region[:6]}{number:09d}"
    total = sum(_ALPHABET.index(char) * weight for char, weight in zip(body, _WEIGHTS, strict=True))
    return body + _ALPHABET[(31 - total % 31) % 31]
