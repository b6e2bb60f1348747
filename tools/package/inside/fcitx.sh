#!/bin/sh
# fcitx.sh MADE QTLIB OUT: the fcitx plugin (fcitx 4 and 5) for the Qt in QTLIB, from what fcitx-moc.sh made; inside the Debian 11 root.
set -eu
cd "$1"
compiler=${CXX:-g++}
flags="-std=c++17 -O2 -fPIC -fvisibility=hidden -ffile-prefix-map=$1=. -DQT_NO_DEBUG -DQT_PLUGIN -DQT_CORE_LIB -DQT_GUI_LIB -DQT_DBUS_LIB"
mkdir -p o "$3"
objects=
for source in fcitxinputcontextproxy fcitxqtdbustypes fcitxwatcher qfcitxplatforminputcontext main qtkey \
        inputcontextproxy inputcontext1proxy inputmethodproxy inputmethod1proxy; do
    "$compiler" $flags $(cat includes) -c "$source.cpp" -o "o/$source.o"
    objects="$objects o/$source.o"
    if [ -f "moc_$source.cpp" ] && ! grep -q "moc_$source.cpp\|$source.moc" "$source.cpp"; then
        "$compiler" $flags $(cat includes) -c "moc_$source.cpp" -o "o/moc_$source.o"
        objects="$objects o/moc_$source.o"
    fi
done
"$compiler" -shared -Wl,--no-undefined -Wl,-rpath,'$ORIGIN/../../lib' -Wl,-s -o "$3/libfcitxplatforminputcontextplugin-qt6.so" $objects \
    -L"$2" -Wl,-rpath-link,"$2" -l:libQt6Gui.so.6 -l:libQt6DBus.so.6 -l:libQt6Core.so.6 -lxkbcommon
