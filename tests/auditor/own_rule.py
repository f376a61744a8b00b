"""A rule of the office without fault, as it stands in a file."""

GOOD = """
[[rule]]
id = "LOC-01"
version = 3
entity = "System"
effective = 2026-01-01
title = { zh = "未定级的县级系统", en = "Ungraded county system" }
checks = { zh = "甲", en = "A" }
mend = { zh = "乙", en = "B" }
severity = "medium"
certainty = "probable"
dimension = "security_data"
basis = { title = "云溪县办法", number = "云政办发〔2025〕3号", clause = "第十二条", verified = "full" }
where = [{ field = "owner.level", is = ["县级"] }]
when = [{ field = "mlps", is = ["ungraded"] }]
"""
