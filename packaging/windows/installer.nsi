; The installer: for one person, without an administrator and without a network. Made by tools/package/windows.py:
;   makensis -INPUTCHARSET UTF8 -DVERSION=0.1.0 -DFOLDER=dist/partydesk -DICON=icon.ico -DSIDE=side.bmp -DOUT=setup.exe installer.nsi
; For 64-bit Windows, like the program: on another one it does not start.
; What it lays down it takes away again; offices, backups and settings lie elsewhere and are never touched.
Target amd64-unicode
ManifestDPIAware true
ManifestSupportedOS Win10
ManifestLongPathAware true
RequestExecutionLevel user
!ifdef LOOSE                          ; for a trial: made in seconds
  SetCompress off
  SetDatablockOptimize off
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 32
!endif
!include MUI2.nsh
!include LogicLib.nsh
!include WinVer.nsh
!include FileFunc.nsh

!define TITLE "党务工作台"
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\partydesk"
!define TYPE "partydesk.office"

Name "${TITLE}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\partydesk"
InstallDirRegKey HKCU "Software\partydesk" "InstallDir"
BrandingText "${TITLE} ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=2052 "ProductName" "${TITLE}"
VIAddVersionKey /LANG=2052 "FileDescription" "${TITLE} 安装程序"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "LegalCopyright" "MIT"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${SIDE}"
!define MUI_ABORTWARNING
!define MUI_WELCOMEPAGE_TITLE "安装${TITLE} ${VERSION}"
!define MUI_WELCOMEPAGE_TEXT "程序只装给当前用户，不需要管理员，也不联网。$\r$\n$\r$\n\
已经装过的，会换成这一版；办公室文件、备份和设置都不动。$\r$\n$\r$\n请先关闭正在运行的${TITLE}，再点“下一步”。"
!define MUI_FINISHPAGE_RUN "$INSTDIR\partydesk.exe"
!define MUI_FINISHPAGE_RUN_TEXT "打开${TITLE}"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!define MUI_UNCONFIRMPAGE_TEXT_TOP "只删程序。办公室文件、备份和设置都留着，删完会告诉您在哪里。"
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

; A program that runs cannot be written in: Windows itself tells.
!macro CLOSED un
Function ${un}Closed
  again:
  StrCpy $1 ""
  ${For} $2 0 1
    ${If} $2 = 0
      StrCpy $0 "$INSTDIR\partydesk.exe"
    ${Else}
      StrCpy $0 "$INSTDIR\partydesk-cli.exe"
    ${EndIf}
    ${If} ${FileExists} "$0"
      ClearErrors
      FileOpen $3 "$0" a
      ${If} ${Errors}
        StrCpy $1 "yes"
      ${Else}
        FileClose $3
      ${EndIf}
    ${EndIf}
  ${Next}
  ${If} $1 == "yes"
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${TITLE}正在运行。请先关闭它的窗口，再点“重试”。" /SD IDCANCEL IDRETRY again
    SetErrorLevel 3
    Abort
  ${EndIf}
FunctionEnd
!macroend
!insertmacro CLOSED ""
!insertmacro CLOSED "un."

Function .onInit
  ${IfNot} ${AtLeastWin10}
    MessageBox MB_ICONSTOP "${TITLE}要 Windows 10 或更高版本。" /SD IDOK
    SetErrorLevel 4
    Abort
  ${EndIf}
FunctionEnd

; A folder that has a "lib" of somebody else's is not ours to clear.
Function .onVerifyInstDir
  ${If} ${FileExists} "$INSTDIR\lib\*.*"
  ${AndIfNot} ${FileExists} "$INSTDIR\lib\forms\desk.toml"
    Abort
  ${EndIf}
FunctionEnd

Section
  SetShellVarContext current
  Call Closed
  Call .onVerifyInstDir
  RMDir /r "$INSTDIR\lib"
  ClearErrors
  SetOutPath "$INSTDIR"
  SetOverwrite on
  File /r "${FOLDER}/*.*"
  ${If} ${Errors}
    MessageBox MB_ICONSTOP "有的文件写不进 $INSTDIR。请检查磁盘空间，看杀毒软件是不是拦住了，再装一次。" /SD IDOK
    SetErrorLevel 5
    Abort
  ${EndIf}
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${TITLE}.lnk" "$INSTDIR\partydesk.exe"
  CreateShortcut "$DESKTOP\${TITLE}.lnk" "$INSTDIR\partydesk.exe"
  WriteRegStr HKCU "Software\partydesk" "InstallDir" "$INSTDIR"
  WriteRegStr HKCU "Software\Classes\.partydesk" "" "${TYPE}"
  WriteRegStr HKCU "Software\Classes\${TYPE}" "" "${TITLE}办公室"
  WriteRegStr HKCU "Software\Classes\${TYPE}\DefaultIcon" "" '"$INSTDIR\partydesk.exe",0'
  WriteRegStr HKCU "Software\Classes\${TYPE}\shell\open" "" "打开"
  WriteRegStr HKCU "Software\Classes\${TYPE}\shell\open\command" "" '"$INSTDIR\partydesk.exe" "%1"'
  WriteRegStr HKCU "${KEY}" "DisplayName" "${TITLE}"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\partydesk.exe"
  WriteRegStr HKCU "${KEY}" "Publisher" "partydesk"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" $0
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

; The program itself says where the offices lie, before it goes: $9, a line each.
Function un.Told
  StrCpy $9 ""
  InitPluginsDir
  ExecWait '"$INSTDIR\partydesk.exe" --left-behind "$PLUGINSDIR\left.txt"'
  ClearErrors
  FileOpen $0 "$PLUGINSDIR\left.txt" r
  ${IfNot} ${Errors}
    FileReadUTF16LE $0 $1
    ${DoUntil} ${Errors}
      StrCpy $9 "$9$1"
      ClearErrors
      FileReadUTF16LE $0 $1
    ${Loop}
    FileClose $0
  ${EndIf}
  ClearErrors
FunctionEnd

Section "Uninstall"
  SetShellVarContext current
  Call un.Closed
  ${IfNot} ${Silent}
    Call un.Told
  ${EndIf}
  Delete "$SMPROGRAMS\${TITLE}.lnk"
  Delete "$DESKTOP\${TITLE}.lnk"
  ${If} ${FileExists} "$INSTDIR\lib\forms\desk.toml"
    RMDir /r "$INSTDIR\lib"
  ${EndIf}
  Delete "$INSTDIR\partydesk.exe"
  Delete "$INSTDIR\partydesk-cli.exe"
  Delete "$INSTDIR\licences.txt"
  Delete "$INSTDIR\说明.txt"
  Delete "$INSTDIR\uninstall.exe"
  SetOutPath "$TEMP"
  RMDir "$INSTDIR"
  ReadRegStr $0 HKCU "Software\Classes\.partydesk" ""
  ${If} $0 == "${TYPE}"
    DeleteRegKey HKCU "Software\Classes\.partydesk"
  ${EndIf}
  DeleteRegKey HKCU "Software\Classes\${TYPE}"
  DeleteRegKey HKCU "${KEY}"
  DeleteRegKey HKCU "Software\partydesk"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
  ${If} $9 != ""
    MessageBox MB_ICONINFORMATION|MB_SETFOREGROUND "${TITLE}已卸载。下面这些都没有动，重新安装后可以接着用：$\r$\n$\r$\n$9" /SD IDOK
  ${Else}
    MessageBox MB_ICONINFORMATION|MB_SETFOREGROUND "${TITLE}已卸载。办公室文件都没有动；备份和设置在 $LOCALAPPDATA\partydesk，也留着。" /SD IDOK
  ${EndIf}
SectionEnd
