#!/bin/sh
# fcitx-moc.sh SOURCE OUT: what Qt's generators make of the fcitx plugin, and the headers of this Qt; text, for any machine.
# Inside a Debian 13 root, whose Qt is 6.8 like the wheels': Qt's private interface lasts for one minor version.
set -eu
tools=/usr/lib/qt6
rm -rf "$2"
mkdir -p "$2/inc"
cp -aL /usr/include/*/qt6/. "$2/inc/"
cp "$1"/*.cpp "$1"/*.h "$1"/fcitx.json "$2/"
cd "$2"
for pair in InputContext:inputcontextproxy InputContext1:inputcontext1proxy InputMethod:inputmethodproxy InputMethod1:inputmethod1proxy; do
    "$tools/bin/qdbusxml2cpp" -m -i fcitxqtdbustypes.h -p "${pair##*:}" "$1/org.fcitx.Fcitx.${pair%%:*}.xml"
done
version=$(ls inc/QtGui | grep '^6\.' | head -n 1)
echo "-I. -Iinc -Iinc/QtCore -Iinc/QtGui -Iinc/QtDBus -Iinc/QtCore/$version -Iinc/QtCore/$version/QtCore -Iinc/QtGui/$version -Iinc/QtGui/$version/QtGui" >includes
for header in fcitxinputcontextproxy fcitxwatcher main qfcitxplatforminputcontext \
        inputcontextproxy inputcontext1proxy inputmethodproxy inputmethod1proxy; do
    "$tools/libexec/moc" $(cat includes) "$header.h" -o "moc_$header.cpp"
done
# 6.8.0 (the last wheels for old aarch64) has only the first form of handleContextMenuEvent, later 6.8 has both: declare that one
perl -0pi -e 's/#if QT_GUI_REMOVED_SINCE\(6, 8\)\n(\s*static void handleContextMenuEvent.*?;\n)#endif\n\s*template<typename Delivery = QWindowSystemInterface::DefaultDelivery>\n\s*static bool handleContextMenuEvent.*?;\n/$1/s' \
    "inc/QtGui/$version/QtGui/qpa/qwindowsysteminterface.h"
