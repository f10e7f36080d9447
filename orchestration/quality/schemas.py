"""The quality contract: Arrow schemas of quarantine, results, findings and runs.

What belongs here: names, types, order and the zh/en description of every table and column that a gate writes;
the data dictionary of a release is made from the field metadata (`description_en`, `description_zh`).
What does not: how a row comes about. No column holds a time: what a gate writes is a function of its
inputs and its code.
"""

from __future__ import annotations

import pyarrow as pa


def _meaning(en: str, zh: str) -> dict[str, str]:
    return {"description_en": en, "description_zh": zh}


def _field(name: str, kind: pa.DataType, en: str, zh: str, nullable: bool = False) -> pa.Field:
    return pa.field(name, kind, nullable=nullable, metadata=_meaning(en, zh))


_TEXT = pa.string()
_COUNT = pa.int64()
_YEAR = pa.int32()

_INPUT_ID = _field(
    "input_id",
    _TEXT,
    "Id of the inputs that were checked: a hash of files and code",
    "被检查输入的标识：文件与代码的散列值",
)
_GATE = _field("gate", _TEXT, "Which gate: landing or marts", "检查关口：landing 为入库数据，marts 为成果表")
_SCHOOL_YEAR = _field(
    "school_year",
    _YEAR,
    "School year (2024 = September 2024 to August 2025); 0 for folder faults and the mart gate as a whole",
    "学年（2024 指 2024 年 9 月 1 日至 2025 年 8 月 31 日）；0 表示目录错误或整个成果关口",
)
_SUITE = _field("suite", _TEXT, "Suite the expectation belongs to", "期望所属的规则集")
_EXPECTATION = _field("expectation_id", _TEXT, "Stable id of the expectation", "期望（校验规则）的固定标识")
_SEVERITY = _field(
    "severity", _TEXT, "critical, warning or info", "严重程度：critical 严重、warning 警告、info 提示"
)
_WANTS_EXPLANATION = _field(
    "wants_explanation",
    pa.bool_(),
    "Whether the rule is a suspicion: what it finds may be right, and an explanation closes it",
    "是否属存疑规则：所发现的可能属实，作出说明即可销号",
)
_COUNTY = _field("county_code", _TEXT, "County code, 6 digits", "县级行政区划代码（6 位）", nullable=True)
_SCHOOL = _field("school_code", _TEXT, "School code, 10 digits", "学校标识码（10 位）", nullable=True)

QUARANTINE = pa.schema(
    [
        _SCHOOL_YEAR,
        _COUNTY,
        _field("relation", _TEXT, "Landing relation of the row", "所在的入库表"),
        _SCHOOL,
        _field("src_sha256", _TEXT, "SHA-256 of the file", "来源文件的 SHA-256"),
        _field("src_sheet", _TEXT, "Sheet of the file", "来源工作表"),
        _field("src_row", _YEAR, "Row of the sheet, from 1", "工作表行号（从 1 起）"),
        _field(
            "src_field",
            _TEXT,
            "Field that is set aside; empty: the whole row",
            "被隔离的字段；为空表示整行",
            True,
        ),
        _EXPECTATION,
        _field("reason", _TEXT, "Why it was set aside", "隔离原因"),
    ]
)

DQ_RESULT = pa.schema(
    [
        _INPUT_ID,
        _GATE,
        _SCHOOL_YEAR,
        _SUITE,
        _EXPECTATION,
        _SEVERITY,
        _field(
            "dimension",
            _TEXT,
            "Quality dimension, e.g. completeness or consistency",
            "数据质量维度，如完整性、一致性",
        ),
        _field("owner", _TEXT, "Who puts a failure right", "由谁改正"),
        _WANTS_EXPLANATION,
        _field(
            "status",
            _TEXT,
            "PASS, FAIL, or ERROR where the check itself crashed",
            "PASS 通过、FAIL 未通过、ERROR 检查本身出错",
        ),
        _field("rows_checked", _COUNT, "Rows looked at", "检查的行数"),
        _field("rows_failing", _COUNT, "Rows that fail; empty for ERROR", "未通过的行数；ERROR 时为空", True),
        _field("error", _TEXT, "What crashed, for ERROR", "ERROR 时的出错信息", True),
        _field("what_en", _TEXT, "What is checked, in English", "检查内容（英文）"),
        _field("what_zh", _TEXT, "What is checked, in Chinese", "检查内容（中文）"),
        _field("why_en", _TEXT, "Why it matters, in English", "检查理由（英文）"),
        _field("why_zh", _TEXT, "Why it matters, in Chinese", "检查理由（中文）"),
        _field("fix_en", _TEXT, "How to put it right, in English", "改正办法（英文）"),
        _field("fix_zh", _TEXT, "How to put it right, in Chinese", "改正办法（中文）"),
    ],
    metadata=_meaning(
        "Every check that ran, passes too: what it looked at, how many rows fail",
        "每项检查（包括通过的）：检查内容和未通过的行数",
    ),
)

DQ_FINDING = pa.schema(
    [
        _field(
            "finding_id",
            _TEXT,
            "Stable id: hash of rule, key and place",
            "固定标识：规则、主键与位置的散列值",
        ),
        _GATE,
        _SCHOOL_YEAR,
        _COUNTY,
        _SCHOOL,
        _SUITE,
        _EXPECTATION,
        _SEVERITY,
        _WANTS_EXPLANATION,
        _field("relation", _TEXT, "Landing relation or mart", "所在的入库表或成果表", True),
        _field("field", _TEXT, "Field in question", "涉及的字段", True),
        _field("path", _TEXT, "File, relative to raw/", "文件（相对 raw/ 的路径）", True),
        _field("src_sha256", _TEXT, "SHA-256 of the file", "来源文件的 SHA-256", True),
        _field("src_sheet", _TEXT, "Sheet of the file", "来源工作表", True),
        _field("src_row", _YEAR, "Row of the sheet, from 1", "工作表行号（从 1 起）", True),
        _field("cell", _TEXT, "Cell, e.g. D17", "单元格，如 D17", True),
        _field("observed", _TEXT, "What was found there", "实际填报的内容", True),
        _field("message_en", _TEXT, "What is wrong, in English", "问题说明（英文）"),
        _field("message_zh", _TEXT, "What is wrong, in Chinese", "问题说明（中文）"),
        _field("remedy_en", _TEXT, "What to do, in English", "处理办法（英文）"),
        _field("remedy_zh", _TEXT, "What to do, in Chinese", "处理办法（中文）"),
        _field(
            "explanation_state",
            _TEXT,
            "open, explained or expired; empty where the rule wants none",
            "说明状态：open 未说明、explained 已说明、expired 说明已过期；无须说明的为空",
            True,
        ),
        # Prose, in which persons may be named: for those who keep the warehouse, and in no release.
        pa.field(
            "explanation",
            _TEXT,
            metadata={
                "description_en": "What the county says to it",
                "description_zh": "县级说明",
                "published": "false",
            },
        ),
        _field("explanation_document", _TEXT, "Document of the explanation", "说明的依据文件", True),
    ],
    metadata=_meaning(
        "What the checks found, with file, sheet and cell, what is wrong and what to do",
        "检查所发现的问题：所在文件、工作表、单元格、说明和处理办法",
    ),
)

DQ_RUN = pa.schema(
    [
        _INPUT_ID,
        _GATE,
        _SCHOOL_YEAR,
        _field("expectations", _COUNT, "Expectations that have a result", "有结果的期望数"),
        _field("passed", _COUNT, "Expectations that passed", "通过的期望数"),
        _field("failed", _COUNT, "Expectations that failed", "未通过的期望数"),
        _field("errors", _COUNT, "Expectations that crashed", "出错的期望数"),
        _field("findings", _COUNT, "Findings", "发现的问题数"),
    ],
    metadata=_meaning(
        "How many checks of each gate passed, failed or crashed, by school year",
        "各关口、各学年检查的通过、未通过和出错数",
    ),
)

#: Every table a gate writes, by name.
SCHEMAS: dict[str, pa.Schema] = {
    "quarantine": QUARANTINE,
    "dq_result": DQ_RESULT,
    "dq_finding": DQ_FINDING,
    "dq_run": DQ_RUN,
}


def describe(schema: pa.Schema) -> list[dict[str, str]]:
    """One dict per column: `name`, `type`, `description_en`, `description_zh`."""
    return [
        {
            "name": field.name,
            "type": str(field.type),
            "description_en": field.metadata[b"description_en"].decode(),
            "description_zh": field.metadata[b"description_zh"].decode(),
        }
        for field in schema
    ]
