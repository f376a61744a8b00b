"""Assessment items that count installs of an app: SPR-02 names them, and ASM-01 does not name them again."""

import re

from inventory.values import AssessmentItem

RATE = re.compile(r"(?:下载|安装|注册|激活|活跃|关注|使用)(?:率|量|数|人数|度)")
_APP = re.compile(r"app|应用程序|小程序|快应用|客户端|公众号|平台|账号", re.I)
# “云溪e家”下载量: what has a name of its own and is downloaded or activated is an app
_NAMED = re.compile(r"[“\"「《][^”\"」》]{2,18}[”\"」》](?:的)?(?:下载|激活|注册|活跃)")
# words of what is used on a screen; a download is nothing else
_DIGITAL = re.compile(
    r"下载|上线|线上|网上|网络|系统|软件|终端|微信|粉丝|群(?!众|体|防)|扫码|登录|活跃|激活|数字|智慧|掌上|实名|download|online|log.?in",
    re.I,
)
_DROPPED = re.compile(r"取消|不得|严禁|禁止|停止|不再|不作")


def names_software(item: AssessmentItem) -> bool:
    """Tell whether an item names anything that people install or log in to; the use of funds and the fitting of smoke detectors are neither."""
    text = item.text or ""
    return bool(_APP.search(text) or _NAMED.search(text) or _DIGITAL.search(text))


def counts_installs(item: AssessmentItem) -> bool:
    """Tell whether an item surely counts how many installed, registered with or use an app."""
    text = item.text or ""
    return (
        item.item_class == "activity"
        and bool(RATE.search(text) and (_APP.search(text) or _NAMED.search(text)))
        and not _DROPPED.search(text)
    )
