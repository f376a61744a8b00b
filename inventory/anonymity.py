"""Free text about people without the people: what complaints and hotline extracts say, masked at the door."""

import re

from inventory.secrecy import masked

# the hundred most frequent family names (Ministry of Public Security, 2020) and the compound ones in use
_SURNAME = (
    "(?:欧阳|上官|司马|诸葛|东方|皇甫|尉迟|慕容|令狐|司徒|"
    "[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤])"
)
_TITLE = "(?:先生|女士|小姐|同志|大爷|大妈|大叔|阿姨|奶奶|爷爷|师傅|老师|医生|主任|书记|队长|网格员|某某?|某)"
_PERSON = re.compile(
    rf"(?P<titled>{_SURNAME}[\u4e00-\u9fff]{{0,2}}?)(?={_TITLE})"
    rf"|(?<=[我人])(?:叫|名叫|姓名[:：]?|是)\s*(?P<called>{_SURNAME}[\u4e00-\u9fff]{{1,2}})(?=[，,。；;、\s（(]|$)"
    rf"|(?:姓名|联系人|来电人|反映人|投诉人|申请人|诉求人|当事人|户主)\s*(?:[:：]|为|是)\s*(?P<named>[\u4e00-\u9fff]{{2,4}}|[A-Z][a-z]+(?: [A-Z][a-z]+)+)"
    r"|\b(?:Mr|Mrs|Ms|Miss|Dr)\.? (?P<english>[A-Z][\w'-]+(?: [A-Z][\w'-]+)?)"
)
_NUMBERS = re.compile(
    r"(?<![0-9])0[0-9]{2,3}[-－ ]?(?P<landline>[0-9]{7,8})(?![0-9])"
    r"|(?:微信|QQ|qq|VX|vx|电话|手机|联系方式)(?:号码?)?\s*(?:[:：]|为|是)?\s*(?P<account>[A-Za-z0-9_\-+ ]{5,24})"
    r"|(?P<mail>[\w.+-]{1,64})@(?=[\w-]{1,63}\.)"
    r"|(?<![0-9A-Za-z])(?P<home>[0-9A-Za-z]{1,4}\s*(?:号楼|栋|幢|座)\s*(?:[0-9一二三四五六七八九十]{1,3}\s*单元)?\s*[0-9]{0,4}\s*(?:室|号|户)?)"
    r"|(?<![0-9])(?P<door>[0-9]{1,4})(?=号(?:院)?[0-9一二三四五六七八九十]*(?:单元|室|门))"
    r"|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z]·?(?P<plate>[A-Z0-9]{5,6})(?![A-Z0-9])"
)


def without_people(text: str) -> str:
    """The text with names, numbers, homes, plates and accounts of persons masked, its length unchanged.

    A name is known by the words around it; one that stands alone in a sentence cannot be told from other words.
    """
    characters = list(masked(text))
    for pattern in (_PERSON, _NUMBERS):
        for found in pattern.finditer(text):
            for name, part in found.groupdict().items():
                if part is None:
                    continue
                start, end = found.span(name)
                for position in range(start, end):
                    if not characters[position].isspace():
                        characters[position] = "*"
    return "".join(characters)
