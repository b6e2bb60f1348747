"""Whether a Word file from elsewhere may serve as a form: nothing in it runs, and nothing in it fetches anything.

A form is filled in hundreds of times and sent on under the office's name. So it is looked through whole, once, before a
word of it is used: programs, embedded things, links out of the file, and fields that do more than show a page number.
"""
from __future__ import annotations

import re
from typing import Any

from ..errors import Refusal
from .parcel import Parcel, elements, parse

LARGEST_FORM, LARGEST_UNPACKED, LARGEST_TEXT = 20 << 20, 40 << 20, 8 << 20
"""Bytes of a form, of all its parts unpacked, and of any one part that is XML."""

SHOWN = re.compile(
    "PAGE|NUMPAGES|SECTIONPAGES|SECTION|DATE|TIME|CREATEDATE|SAVEDATE|PRINTDATE|EDITTIME|TOC|TC|XE|INDEX|PAGEREF|REF|NOTEREF|SEQ|"
    "STYLEREF|SYMBOL|EQ|ADVANCE|FORMTEXT|FORMCHECKBOX|FORMDROPDOWN|TITLE|SUBJECT|AUTHOR|KEYWORDS|COMMENTS|LASTSAVEDBY|REVNUM|"
    "NUMWORDS|NUMCHARS|DOCPROPERTY|FILENAME|USERNAME|MERGEFIELD", re.IGNORECASE)
"""Fields that only show something of the file itself; ECMA-376 part 1, 17.16. Whatever is not among them is refused."""
WITHIN = re.compile(r'HYPERLINK\s+\\l\b|HYPERLINK\s+"#', re.IGNORECASE)
CARRIED = {"altchunk": "插入的其他文件", "subdoc": "子文档", "object": "嵌入的对象（OLE）", "oleobject": "嵌入的对象（OLE）",
           "control": "控件", "ocx": "控件"}
"""Elements that bring something foreign along, in words."""
RELATED = {"aFChunk": "插入的其他文件", "subDocument": "子文档", "oleObject": "嵌入的对象（OLE）", "package": "嵌入的文件",
           "control": "控件", "vbaProject": "宏", "wordVbaData": "宏", "attachedToolbars": "自定义工具栏",
           "keyMapCustomizations": "自定义快捷键", "extensibility": "自定义功能区", "userCustomization": "自定义功能区",
           "webextension": "加载项", "webextensiontaskpanes": "加载项", "frame": "网页框架", "mailMergeSource": "邮件合并的数据源",
           "mailMergeHeaderSource": "邮件合并的数据源", "recipientData": "邮件合并的数据源", "attachedTemplate": "附加的模板"}
MENDS = {"hyperlink": "选中这个链接，右键“取消超链接”", "attachedTemplate": "在“开发工具—模板”里改回 Normal",
         "image": "把链接的图片改为插入的图片", "mailMergeSource": "在“邮件”里改为普通文档"}


def opened(data: bytes) -> Parcel:
    """The file as a form, looked through; a `Refusal` that says what is wrong with it and how to mend it."""
    if len(data) > LARGEST_FORM:
        raise Refusal(f"这个文件有 {len(data) >> 20} MB，模板最大 {LARGEST_FORM >> 20} MB。请先压缩里面的图片")
    parcel = Parcel.open(data, LARGEST_UNPACKED)
    for name, part in parcel.parts.items():
        plain = name.lower()
        if "/embeddings/" in plain or plain.endswith((".bin", ".exe", ".js", ".vbs", ".dll")) and "printersettings" not in plain:
            raise Refusal(f"模板里嵌有别的文件（{name.rpartition('/')[2][:40]}），为安全起见没有收下。请在 WPS 或 Word 里把它删去后再试")
        if plain.endswith((".xml", ".rels", ".vml")):
            if len(part) > LARGEST_TEXT:
                raise Refusal(f"模板里的文字太长（超过 {LARGEST_TEXT >> 20} MB），没有收下。请删去多余的内容")
            if plain.endswith(".rels"):
                _related(part)
            else:
                parse(part, _Looking().watch)
    return parcel


def _related(part: bytes) -> None:
    """Refuses a register of relations that leads out of the file, or to something that runs."""
    for one in elements(part, "Relationship"):
        sort = one.get("Type", "").rstrip("/").rpartition("/")[2]
        target = one.get("Target", "")
        outside = one.get("TargetMode", "").lower() == "external" or _leads_out(target)
        if sort in RELATED or outside:
            what = RELATED.get(sort) or {"hyperlink": "超链接", "image": "链接的图片"}.get(sort, "链接的外部文件")
            raise Refusal(f"模板里有{what}" + (f"（指向 {target[:60]}）" if outside else "") +
                          f"，为安全起见没有收下。请{MENDS.get(sort, '在 WPS 或 Word 里把它删去')}，另存后再试")


def _leads_out(target: str) -> bool:
    return bool(re.match(r"\s*([a-zA-Z][\w+.-]*:|//|\\)", target))


class _Looking:
    """Goes through one part and refuses what runs or fetches."""

    def __init__(self) -> None:
        self.fields: list[list[str]] = []        # instructions that are open, one within another
        self.telling = False

    def watch(self, reader: Any) -> None:
        reader.StartElementHandler, reader.EndElementHandler = self.begun, self.ended
        reader.CharacterDataHandler = self.said
        reader.ProcessingInstructionHandler = self.instructed
        reader.StartCdataSectionHandler = self.raw

    def begun(self, full: str, attributes: dict[str, str]) -> None:
        name = full.rpartition(" ")[2]
        if (what := CARRIED.get(name.lower())):
            raise Refusal(f"模板里有{what}，为安全起见没有收下。请在 WPS 或 Word 里把它删去后再试")
        for attribute, value in attributes.items():
            if attribute.rpartition(" ")[2] in ("href", "src") and _leads_out(value):
                raise Refusal(f"模板里有指向外部的图片或链接（{value[:60]}），为安全起见没有收下。请改为插入的图片，或取消链接")
        match name:
            case "fldChar":
                self.turned({key.rpartition(" ")[2]: value for key, value in attributes.items()}.get("fldCharType", ""))
            case "fldSimple":
                held = {key.rpartition(" ")[2]: value for key, value in attributes.items()}.get("instr", "")
                _only_shows(held)
            case "instrText" | "delInstrText":
                self.telling = True

    def ended(self, full: str) -> None:
        if full.rpartition(" ")[2] in ("instrText", "delInstrText"):
            self.telling = False

    def said(self, text: str) -> None:
        if self.telling:
            if not self.fields:
                self.fields.append([])
            self.fields[-1].append(text)

    def turned(self, what: str) -> None:
        """A field begins, goes over to what it shows, or ends."""
        match what:
            case "begin":
                if self.fields:
                    self.fields[-1].append("\0")
                self.fields.append([])
            case "separate" if self.fields:
                _only_shows("".join(self.fields[-1]))
            case "end" if self.fields:
                _only_shows("".join(self.fields.pop()))

    def instructed(self, *_: object) -> None:
        raise Refusal("这个文件里有不该有的指令，可能是恶意制作的，没有打开")

    def raw(self) -> None:
        raise Refusal("这个文件用了不常见的写法，可能是恶意制作的，没有打开。请在 WPS 或 Word 里另存一次后再试")


def _only_shows(instruction: str) -> None:
    """Refuses a field that does more than show something of the file itself."""
    name = re.sub(r"[\s\\\"].*", "", instruction.strip(), flags=re.DOTALL)
    if not instruction.strip() or SHOWN.fullmatch(name) or re.match(r"=[^\0]*$", name) or WITHIN.match(instruction.strip()):
        return
    said = re.sub(r"[\s\0]+", " ", instruction).strip()[:40]
    raise Refusal(f"模板里有会执行或取用外部内容的域（{said or '由别的域拼成'}），为安全起见没有收下。"
                  "请在 WPS 或 Word 里选中它，按 Ctrl+Shift+F9 变成普通文字后再试")
