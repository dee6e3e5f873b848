"""SARIF 2.1.0 as far as it is used here: a schema without any other key, and what no schema can say."""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator


def closed(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(required),
        "additionalProperties": False,
        "properties": required | (optional or {}),
    }


TEXT = {"type": "string", "minLength": 1}
MESSAGE = closed({"text": TEXT}, {"markdown": TEXT})
LEVEL = {"enum": ["none", "note", "warning", "error"]}
FROM_ONE = {"type": "integer", "minimum": 1}
REGION = closed({"startLine": FROM_ONE, "startColumn": FROM_ONE, "endLine": FROM_ONE, "endColumn": FROM_ONE})
ARTIFACT = closed({"uri": {"type": "string", "pattern": r"^[A-Za-z0-9._~:/%-]+$"}}, {"uriBaseId": TEXT})
RULE = closed(
    {"id": TEXT, "shortDescription": MESSAGE, "fullDescription": MESSAGE, "help": MESSAGE},
    {"defaultConfiguration": closed({"level": LEVEL})},
)
RESULT = closed(
    {
        "ruleId": TEXT,
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": LEVEL,
        "message": MESSAGE,
        "locations": {
            "type": "array",
            "minItems": 1,
            "items": closed({"physicalLocation": closed({"artifactLocation": ARTIFACT, "region": REGION})}),
        },
        "partialFingerprints": {"type": "object", "additionalProperties": TEXT},
    }
)
DRIVER = closed(
    {"name": TEXT, "version": TEXT, "rules": {"type": "array", "uniqueItems": True, "items": RULE}}
)
RUN = closed(
    {
        "tool": closed({"driver": DRIVER}),
        "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
        "results": {"type": "array", "items": RESULT},
    },
    {"originalUriBaseIds": {"type": "object", "additionalProperties": closed({"description": MESSAGE})}},
)
LOG = closed(
    {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "items": RUN},
    }
)


def faults(log: Any) -> list[str]:
    """What is wrong with a log; empty when it is fine."""
    found = [error.message for error in Draft202012Validator(LOG).iter_errors(log)]
    if found:
        return found
    for run in log["runs"]:
        rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        bases = run.get("originalUriBaseIds", {})
        for result in run["results"]:
            if rules[result["ruleIndex"]] != result["ruleId"]:
                found.append("the index of a rule is another one's")
            files = [each["physicalLocation"]["artifactLocation"] for each in result["locations"]]
            used = {each["uriBaseId"] for each in files if "uriBaseId" in each}
            found += [f"no base {each}" for each in used - set(bases)]
    return found
