"""Strings that people write to break what shows them: our own list, each as Discord could hand it over."""

from __future__ import annotations

from typing import Final

NAUGHTY: Final = (
    "@everyone", "@here", "<@1>", "<@!1>", "<@&2>", "<#3>", "<:x:4>", "<a:x:4>", "<t:5>", "</ping:6>",
    "<id:home>", "\\@everyone", "@\u200beveryone", "@every\u00adone", "＠everyone @everyone",
    "https://evil.example", "http://1.2.3.4/x?y=z#w", "discord.gg/evil", "[free](https://evil.example)",
    '[free](<https://evil.example> "x")', "hxxp://evil", "evil.example", "javascript:alert(1)",
    "steam://run/1", "www.evil.example", "mailto:a@b.example",
    "**bold**", "__u__", "~~s~~", "||s||", "`code`", "```\nblock\n```", "```ansi\n\x1b[31mred\n```",
    "> quote",
    ">>> quotes", "# head", "-# small", "- list", "1. list", "* * *", "***", "_*_*_", "\\", "\\\\", "\\`",
    "a`b``c```d", "|", "|a|b|\n|-|-|", "{x}", "{", "}", "{0}", "{}", "{said}", "{0.__class__}", "%s", "%(x)s",
    "%n%n%n", "${jndi:ldap://evil}", "${{ secrets.TOKEN }}", "{{7*7}}", "<%= 7*7 %>", "#{7*7}", "$(id)",
    "`id`", "; rm -rf /", "&& id", "'; DROP TABLE rows; --", '" OR ""="', "1' OR '1'='1", "\x00' --",
    '{"a": [1, {"b": null}]}', '{"content": "x", "allowed_mentions": {"parse": ["everyone"]}}', "]}", '"',
    "'",
    "a: [", "- &a [*a, *a]", "!!python/object:os.system", "---\nkind: settings", "key: value # comment", "~",
    "yes", "no", "1:30", "0x1f", "1_000", "<script>alert(1)</script>", "<!--", "]]>", "&lt;&#64;everyone",
    "&amp;", "../../etc/passwd", "C:\\con", "nul", ".", "..", "/", "settings.yml", "guilds/1/settings.yml",
    "\x00", "a\x00b", "\x07", "\x08\x08\x08", "\x1b[31m", "\x1b]0;title\x07", "\x7f", "\x9b31m", "\r", "\r\n",
    "\n", "line\nline", "\n\n\n\n\n\n\n\n", "tab\tab", "\v\f", "\u2028", "\u2029", "\u0085",
    "2026-11-26 ERROR forged line", 'x\n{"event": "forged", "level": "error"}',
    "\u200b", "\u200b" * 50, "\u200d", "\u2060", "\ufeff", "\u00ad", "\u034f", "\u3164", "\u2800", "\u115f",
    "\u180e", "\u2061\u2062\u2063", "\ufff9\ufffa\ufffb", "\u202eevil", "\u202d\u202eevil\u202c",
    "\u2066x\u2069", "\u061c", "\u200f", "\u200e", "\u202a\u202b\u202c", "\ud800", "a\udfffb", "\udc80\ud83d",
    "\ufffe", "\uffff", "\ufffd", "\U0010ffff", "\U000e0041", "\U000e0001",
    "Z\u0335\u0321\u0322" + "\u0300" * 200,
    "e\u0301" * 40, "\u0489" * 60, "\u20e3", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f600" * 60,
    "\U0001f3f4\U000e0067\U000e007f", "\U0001f1e9" * 20, "\U0001f44d\U0001f3ff", "\u2764\ufe0f",
    "\ufdfd" * 20,
    "\u0e47" * 100, "\u05d0\u05d1", "\u0627\u0644\u0633\u0644\u0627\u0645", "\ufdfa", "\u2163",
    "\uff46\uff55\uff4c\uff4c", "\u017f", "\u0130", "\u00df", "\u01c5", "\u0430dmin", "\u0410\u0412\u0421",
    "\u1d400\U0001d400\U0001d401", "\u24d0\u24d1", "\u0663", "\uff11\uff12\uff13", "\u4f60\u597d", "\u30c4",
    "-1", "0", "1e999", "NaN", "Infinity", "99999999999999999999", str(2**63), str(-(2**63)), "true", "null",
    "None", "undefined", "*", "?", ">", "discord.>", "*.*", "^$", "(a+)+$", "a" * 32, "a" * 100, "a" * 4_000,
    "\U0001f600" * 2_000, "@" * 2_000, "`" * 2_000, "\\" * 2_000, "*" * 2_000, "(" * 1_000, "[" * 1_000,
    "@everyone " * 100, "a b " * 1_000, " ", "   ", "",
)  # fmt: skip
