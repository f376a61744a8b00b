"""What a proposal says of systems that stand already: that it builds on one, or that it would replace it."""

import re

from inventory.texts.items import sentences

# 由县残联现有业务系统提供 · 大部分已在全县健康档案中 · in what the library already keeps
_THERE = re.compile(
    r"(?:现有|已有|已建|原有|在用|已建成)的?[^，。；\n]{0,14}(?:系统|平台|数据|档案|库)|已在[^，。；\n]{2,16}(?:中|里)"
    r"|\b(?:existing|present|current)\b[^.;\n]{0,40}\b(?:system|platform|register|database|card|app)\b|\balready (?:keeps?|holds?|runs?|has)\b",
    re.I,
)
_USED = re.compile(
    r"提供|依托|利用|使用|基于|基础上|写入|扩展|增设|增加|调用|沿用|均为|取自|来自|来源|完成"
    r"|\b(?:on top of|extends?|extension|add(?:s|ed)? to|builds? on|reus\w*|same|from|keeps?|holds?)\b",
    re.I,
)
# the project is put onto something, and does not only take data from it
_ADDED = re.compile(
    r"(?:[上中内里])(?:新?增加?|增设|扩展|拓展|加装|嵌入|开发|建设)|(?:基于|依托|沿用|扩展|拓展|嵌入|纳入|接入|利用)|(?:模块|子系统|基础上)"
    r"|\b(?:on top of|extends?|extension|add(?:s|ed)? to|builds? on|module (?:of|in)|inside|within)\b",
    re.I,
)
# what is found wanting is no ground to build on
_WANTING = re.compile(r"不能|无法|难以|没有|不足|分散|各自|未能|cannot|no longer|do(?:es)? not|lacks?|none", re.I)
_REPLACED = re.compile(r"老旧|停用|替代|取代|替换|淘汰|重建|推倒|下线|replac|obsolete|outdated|retire|rebuil[dt]", re.I)


def builds_on_named(text: str, name: str) -> bool:
    """Tell whether a sentence names this system as what the project would be added to: 在现有…平台上增加, as a module of …"""
    return any(
        _names(passage.text, name) and _ADDED.search(passage.text) and not _REPLACED.search(passage.text)
        for passage in sentences(text, 0, len(text))
    )


def _names(sentence: str, name: str) -> bool:
    return len(name) >= 6 and name.casefold() in sentence.casefold()


def builds_on(text: str, name: str = "") -> bool:
    """Tell whether a sentence says that the project builds on what stands already, or speaks of the system `name` and not of replacing it."""
    name = name.strip()
    for sentence in (passage.text for passage in sentences(text, 0, len(text))):
        if _REPLACED.search(sentence):
            continue
        if _names(sentence, name):
            return True
        for part in re.split(r"[；;]|\. ", sentence):
            if _THERE.search(part) and _USED.search(part) and not _WANTING.search(part):
                return True
    return False
