"""Products that a text names without quotation marks (安装国家反诈中心APP), and pages that say themselves that they are H5.

Without marks a name has no beginning: it is what stands between a word that leads up to a name and the word for its kind, and is taken
only where it ends like a product's name (`by_form`) or a link to a store vouches for it.
"""

import re
from collections.abc import Iterator

_KIND = re.compile(r"APP|App|app|手机客户端|客户端|微信小程序|支付宝小程序|小程序|快应用|微信公众号|公众号|服务号|订阅号")
_RUN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]{3,40}$")
# words after which a name begins; the last of them counts
_LEADS = re.compile(r"下载|安装|使用|打开|登录|注册|关注|搜索|访问|通过|进入|卸载|(?<=[局委部厅院府司会办心社])的|[:：]")
# how the names of products end that have no quotation marks
_ENDS = re.compile(r"(?:平台|中心|在线|[一-龥]通|[一-龥]办|[一-龥]码|[一-龥]宝|强国|随身[行办]|12306|12123)$")
# a name of such words alone names a sort of products, not one
_SORTS = re.compile(
    r"(?:各|本地|本|网上|办事|行政|该|此|某|其|和|或|与|及|等|一|两|三|几|多|个|款|类|种|级|省|市|区|县|乡|镇|村|街道|社区|学校|企业|单位|部门|政府|政务|服务|业务|办公|管理|工作|学习|教育|培训|电商|直播|短视频|网络|互联网|移动"
    r"|线上|在线|社交|支付|缴费|查询|办理|预约|第三方|新|老|旧|统一|自建|自有|专用|专属|同类|相同|有关|相关|其他|其它|任何|不同|上述|以上|现有|手机|官方|便民|考勤|打卡|数据|信息|公共|综合|智慧|数字|平台|中心|系统|融媒体?|应用|微信|支付宝|群众|居民|自己|没有|不|必须|强制|推广|的)+$"
)
# words of a sentence that no product has in its name: what holds them is no name alone
_IN_NO_NAME = re.compile(r"[见由被向把请可须的等不装是为让将如及与]|在(?!线)|要求|方式|反映|建议|推广|介绍|以及")
_SHORTEST, _LONGEST = 4, 16
_H5 = re.compile(r"[“\"「『《【]\s*([^”\"」』》】\n]{2,30}?)\s*[”\"」』》】]\s*(?:的)?(?:手机)?H5(?:页面|应用|网页|小?游戏)?", re.I)
_IS_H5 = re.compile(r"本(?:页面?|应用|服务|网页)(?:为|是|系)(?:一个)?(?:手机)?H5", re.I)


def unquoted(text: str, *, by_form: bool = True) -> Iterator[tuple[str, str]]:
    """Names without quotation marks before the word for a kind, each with that word; `by_form` only those that end like a product's."""
    for kind in _KIND.finditer(text):
        run = _RUN.search(text[: kind.start()])
        if run is None:
            continue
        leads = list(_LEADS.finditer(text, max(0, run.start() - 1), kind.start()))
        name = text[leads[-1].end() : kind.start()] if leads else run.group() if _opens(text, run.start()) else ""
        is_formed = bool(_ENDS.search(name)) or not by_form
        if _SHORTEST <= len(name) <= _LONGEST and is_formed and not _SORTS.fullmatch(name) and not _IN_NO_NAME.search(name):
            yield name, kind.group()


def _opens(text: str, at: int) -> bool:
    """Tell whether a run of letters is the beginning of a sentence, so that its first words may be a name."""
    return at == 0 or text[at - 1] in "。；;\n"


def h5_pages(text: str) -> Iterator[str]:
    """Names in quotation marks of H5 pages."""
    yield from (found.group(1) for found in _H5.finditer(text))


def is_h5(text: str) -> bool:
    """Tell whether a page says of itself that it is an H5 page."""
    return _IS_H5.search(text) is not None
