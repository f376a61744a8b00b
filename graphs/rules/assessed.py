"""Assessment items that count installs of an app: SPR-02 names them, and ASM-01 does not name them again."""

import re

from inventory.values import AssessmentItem

RATE = re.compile(r"(?:下载|安装|注册|激活|活跃|关注|使用)(?:率|量|数|人数|度)")
_APP = re.compile(r"app|应用程序|小程序|快应用|客户端|公众号|平台|账号", re.I)
# “云溪e家”下载量: what has a name of its own and is downloaded or activated is an app
_NAMED = re.compile(r"[“\"「《][^”\"」》]{2,18}[”\"」》](?:的)?(?:下载|激活|注册|活跃)")
_DROPPED = re.compile(r"取消|不得|严禁|禁止|停止|不再|不作")


def counts_installs(item: AssessmentItem) -> bool:
    """Tell whether an item surely counts how many installed, registered with or use an app."""
    text = item.text or ""
    return (
        item.item_class == "activity"
        and bool(RATE.search(text) and (_APP.search(text) or _NAMED.search(text)))
        and not _DROPPED.search(text)
    )
