"""A leader at his desk: edits a Word file in the real LibreOffice, by the commands of its menus, and saves it as .docx."""
from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

SCRIPT = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Leader"/></library:library>"""

DIALOG = SCRIPT.replace('<library:element library:name="Leader"/>', "")

MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Leader" script:language="StarBasic">{}</script:module>"""

BASIC = """
Sub Edit(source As String, target As String)
  On Error GoTo Wrong
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  paper = StarDesktop.loadComponentFromURL(ConvertToURL(source), "_blank", 0, hidden())
  text = paper.Text
{steps}
  Dim sort(0) As New com.sun.star.beans.PropertyValue
  sort(0).Name = "FilterName" : sort(0).Value = "MS Word 2007 XML"
  paper.storeToURL(ConvertToURL(target), sort())
  paper.close(True)
  StarDesktop.terminate()
  Exit Sub
Wrong:
  number = FreeFile
  Open target & ".wrong" For Output As #number
  Print #number, Error$ & " at " & Erl
  Close #number
  StarDesktop.terminate()
End Sub

Function Found(paper, wanted As String)
  search = paper.createSearchDescriptor()
  search.SearchString = wanted
  Found = paper.findFirst(search)
  If IsNull(Found) Then Error 1001
End Function

Sub Typed(paper, wanted As String, instead As String)
  place = Found(paper, wanted)
  place.String = instead
End Sub

Sub After(paper, wanted As String, more As String)
  place = Found(paper, wanted)
  place.collapseToEnd()
  place.String = more
End Sub

Sub NewParagraph(paper, wanted As String, words As String)
  place = Found(paper, wanted)
  cursor = place.Text.createTextCursorByRange(place)
  cursor.gotoEndOfParagraph(False)
  place.Text.insertControlCharacter(cursor, com.sun.star.text.ControlCharacter.PARAGRAPH_BREAK, False)
  place.Text.insertString(cursor, words, False)
End Sub

Sub NoParagraph(paper, wanted As String)
  place = Found(paper, wanted)
  cursor = place.Text.createTextCursorByRange(place)
  cursor.gotoStartOfParagraph(False)
  cursor.gotoEndOfParagraph(True)
  cursor.String = ""
  cursor.goRight(1, True)
  cursor.String = ""
End Sub

Sub SplitBefore(paper, wanted As String)
  place = Found(paper, wanted)
  place.collapseToStart()
  place.Text.insertControlCharacter(place, com.sun.star.text.ControlCharacter.PARAGRAPH_BREAK, False)
End Sub

Sub Bold(paper, wanted As String)
  place = Found(paper, wanted)
  place.CharWeight = com.sun.star.awt.FontWeight.BOLD
  place.CharWeightAsian = com.sun.star.awt.FontWeight.BOLD
End Sub

Sub Tracked(paper, wanted As String, instead As String)
  paper.RecordChanges = True
  Typed(paper, wanted, instead)
  paper.RecordChanges = False
End Sub

Sub Copied(paper, wanted As String, behind As String)
  view = paper.CurrentController
  view.select(Found(paper, wanted))
  piece = view.getTransferable()
  place = Found(paper, behind)
  place.collapseToEnd()
  view.select(place)
  view.insertTransferable(piece)
End Sub

Sub NoBookmarks(paper)
  marks = paper.Bookmarks
  names = marks.ElementNames
  For n = 0 To UBound(names)
    one = marks.getByName(names(n))
    one.Anchor.Text.removeTextContent(one)
  Next n
End Sub
"""


def edit(paper: Path, out: Path, steps: list[str], home: Path) -> Path:
    """`paper` after `steps` (lines of BASIC, as `Typed(paper, "甲", "乙")`), saved by LibreOffice to `out`."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office, "LibreOffice is not installed: `make test` installs it"
    library = home / "user" / "basic" / "Standard"
    start = [office, f"-env:UserInstallation={home.as_uri()}", "--headless", "--norestore", "--nologo"]
    where = {"PATH": "/usr/bin:/bin", "HOME": str(home)}
    if not library.is_dir():                  # its own first start would write over the script
        subprocess.run([*start, "--terminate_after_init"], capture_output=True, timeout=120, check=False, env=where)
    (library / "script.xlb").write_text(SCRIPT, "utf-8")
    (library / "dialog.xlb").write_text(DIALOG, "utf-8")
    code = BASIC.replace("{steps}", "\n".join(f"  {step}" for step in steps))
    (library / "Leader.xba").write_text(MODULE.format(escape(code)), "utf-8")
    done = subprocess.run([*start, f'macro:///Standard.Leader.Edit("{paper}","{out}")'],
                          capture_output=True, timeout=120, check=False, env=where)
    wrong = Path(f"{out}.wrong")
    assert out.exists(), (wrong.read_text("utf-8") if wrong.exists() else "", done.stderr.decode(errors="replace"))
    return out
