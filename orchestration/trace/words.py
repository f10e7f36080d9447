"""The words of a trace in both languages.

What belongs here: fixed words and phrases. What does not: names that a release holds.
"""

from __future__ import annotations

from typing import Any

#: Word → (Chinese, English).
WORDS: dict[str, tuple[str, str]] = {
    "release": ("发布", "Release"),
    "school_year": ("学年", "School year"),
    "standard": ("标准", "Standard"),
    "indicator": ("指标", "Indicator"),
    "unit": ("单位", "unit"),
    "verdict": ("结论", "Verdict"),
    "PASS": ("达标", "met"),
    "FAIL": ("不达标", "not met"),
    "NOT_APPLICABLE": ("不适用", "not applicable"),
    "INSUFFICIENT_DATA": ("数据不足", "insufficient data"),
    "SHOWN": ("仅供参考", "shown, not judged"),
    "value": ("指标值", "value"),
    "limit": ("达标值", "limit"),
    "floor": ("下限（85%）", "floor (85 %)"),
    "margin": ("差距", "margin"),
    "reason": ("原因", "reason"),
    "rounding_matters": ("修约后结论不同", "the rounded value would decide otherwise"),
    "transition": ("适用过渡规定", "by transition rule"),
    "rule": ("依据", "Rule"),
    "no_rule": ("本标准对该项不设限值", "this rule set sets no limit for it"),
    "in_force": ("有效学年", "in force"),
    "on": ("起", "on"),
    "formula": ("公式", "Formula"),
    "disagrees": (
        "注意：按所列数据计算的结果与结论所用数值不一致",
        "Note: what the inputs come to is not the figure the verdict was reached with",
    ),
    "inputs": ("数据", "Inputs"),
    "files": ("文件", "Files"),
    "part": ("分项", "Part"),
    "primary": ("小学", "primary"),
    "junior": ("初中", "junior"),
    "senior": ("高中", "senior"),
    "all": ("全校", "whole school"),
    "section": ("学段", "section"),
    "school": ("学校", "school"),
    "county": ("县", "county"),
    "numerator": ("分子", "numerator"),
    "numerator_divisor": ("分子的除数", "divides the numerator"),
    "denominator": ("分母", "denominator"),
    "denominator_divisor": ("分母的除数", "divides the denominator"),
    "denominator_rounded_up": ("分母（进整）", "denominator, rounded up"),
    "split": ("分摊", "share"),
    "scope": ("范围", "scope"),
    "condition": ("条件", "condition"),
    "conclusion": ("结论", "conclusion"),
    "filed": ("原文", "filed"),
    "value_of": ("数值", "value"),
    "campus": ("并入校区", "campus"),
    "counts_from": ("计入面积不小于", "counts from"),
    "counts": ("计入", "counts"),
    "counts_not": ("不计入", "does not count"),
    "correction": ("更正", "corrected by"),
    "missing": ("缺报", "not filed"),
    "blank": ("空白", "left blank"),
    "refused": ("拒收", "refused"),
    "quarantined": ("隔离", "taken out"),
    "none_listed": ("名单中没有", "none on the list"),
    "should_be_on": ("应填于", "belongs on"),
    "files_it": ("填报单位", "filed by"),
    "the_county": ("县教育局", "the county office"),
    "cv": ("差异系数", "CV"),
    "cv_limit": ("上限", "limit"),
    "difference": ("校际差异", "Differences between schools"),
    "sections": ("学段数", "sections"),
    "students": ("在校生", "students"),
    "mean": ("均值", "mean"),
    "sd": ("标准差", "standard deviation"),
    "largest_shares": ("对差异贡献最大的学校", "Schools with the largest shares of the variance"),
    "without_value": ("无数值", "no value"),
    "schools": ("学校结论", "Schools"),
    "more": ("另有", "more"),
    "see_school": ("逐校：加 --school 学校标识码", "one school: add --school CODE"),
    "see_indicator": ("逐项：junheng trace 县 指标", "one of them: junheng trace COUNTY INDICATOR"),
    "reread_agrees": ("复核：一致", "reread: agrees"),
    "reread_changed": ("复核：单元格现为", "reread: the cell now says"),
    "reread_gone": ("复核：文件不在", "reread: the file is gone"),
    "reread_same": ("复核：文件未变", "reread: the file is the same"),
    "reread_other": ("复核：文件已变（sha256 不同）", "reread: the file is another (sha256 differs)"),
    "reread_unreadable": ("复核：无法读取", "reread: cannot be read"),
}


class Language:
    """The words of one language, and the columns of a release that are in it."""

    def __init__(self, code: str) -> None:
        self.code = code
        self._place = 0 if code == "zh" else 1

    def __call__(self, word: str) -> str:
        return WORDS[word][self._place] if word in WORDS else word

    def name(self, row: dict[str, Any], column: str = "name") -> str:
        """`name_zh` or `name_en` of a row, or the other where that is missing."""
        order = ("zh", "en") if self.code == "zh" else ("en", "zh")
        return next((str(row[f"{column}_{each}"]) for each in order if row.get(f"{column}_{each}")), "")
